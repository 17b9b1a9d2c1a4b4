using System.Text;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>One escape: how many bytes it takes and what it stands for.</summary>
internal readonly struct Escape
{
    private const int NoValue = -1;

    private readonly bool _isByte;

    private Escape(EscapeStatus status, int length, int value, bool isByte, bool isTag = false) =>
        (Status, Length, Value, _isByte, IsTag) = (status, length, value, isByte, isTag);

    public EscapeStatus Status { get; }

    /// <summary>Bytes that the escape takes.</summary>
    public int Length { get; }

    /// <summary>The code point or byte that it stands for; negative where it stands for nothing.</summary>
    public int Value { get; }

    /// <summary>Whether it is a tag character that belongs to a text of such.</summary>
    public bool IsTag { get; }

    public static Escape None => new(EscapeStatus.None, 1, 0, false);

    /// <summary>No escape in so many bytes.</summary>
    public static Escape Plain(int length) => new(EscapeStatus.None, length, 0, false);

    public static Escape NeedMore => new(EscapeStatus.NeedMore, 0, 0, false);

    /// <summary>An escape that stands for a code point; a surrogate or a value beyond Unicode is written as U+FFFD.</summary>
    public static Escape Of(int length, int codePoint) => new(EscapeStatus.Decoded, length, codePoint, false);

    /// <summary>An escape that stands for one byte, perhaps of several that make a character.</summary>
    public static Escape OfByte(int length, int value) => new(EscapeStatus.Decoded, length, value, true);

    /// <summary>Bytes that stand for nothing.</summary>
    public static Escape Nothing(int length) => new(EscapeStatus.Decoded, length, NoValue, true);

    /// <summary>A tag character that stands for an ASCII one.</summary>
    public static Escape OfTag(int length, int value) => new(EscapeStatus.Decoded, length, value, true, isTag: true);

    /// <summary>Writes what it stands for, never more bytes than <see cref="Length"/>.</summary>
    public int Write(Span<byte> output)
    {
        if (Value == NoValue)
            return 0;
        if (!_isByte)
            return (Rune.IsValid(Value) ? new Rune(Value) : Rune.ReplacementChar).EncodeToUtf8(output);
        output[0] = (byte)Value;
        return 1;
    }
}
