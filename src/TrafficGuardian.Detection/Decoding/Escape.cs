using System.Text;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>One escape: how many bytes it takes and what it stands for.</summary>
internal readonly struct Escape
{
    private readonly int _value;
    private readonly bool _isByte;

    private Escape(EscapeStatus status, int length, int value, bool isByte) =>
        (Status, Length, _value, _isByte) = (status, length, value, isByte);

    public EscapeStatus Status { get; }

    /// <summary>Bytes that the escape takes.</summary>
    public int Length { get; }

    public static Escape None => new(EscapeStatus.None, 1, 0, false);

    public static Escape NeedMore => new(EscapeStatus.NeedMore, 0, 0, false);

    /// <summary>An escape that stands for a code point; a surrogate or a value beyond Unicode is written as U+FFFD.</summary>
    public static Escape Of(int length, int codePoint) => new(EscapeStatus.Decoded, length, codePoint, false);

    /// <summary>An escape that stands for one byte, perhaps of several that make a character.</summary>
    public static Escape OfByte(int length, int value) => new(EscapeStatus.Decoded, length, value, true);

    /// <summary>Writes what it stands for, never more bytes than <see cref="Length"/>.</summary>
    public int Write(Span<byte> output)
    {
        if (!_isByte)
            return (Rune.IsValid(_value) ? new Rune(_value) : Rune.ReplacementChar).EncodeToUtf8(output);
        output[0] = (byte)_value;
        return 1;
    }
}
