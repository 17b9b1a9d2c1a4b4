using System.Buffers;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>An encoding in which each character stands for a few bits: hexadecimal, base32, base64 (RFC 4648).</summary>
internal sealed class DigitKind
{
    /// <summary>What no digit is.</summary>
    public const byte NoDigit = 0xFF;

    private readonly byte[] _values = new byte[256];

    private DigitKind(EncodingKind name, int bits, int phases, bool isDotted, ReadOnlySpan<byte> alphabet, ReadOnlySpan<byte> alsoAlphabet)
    {
        (Name, Bits, Phases, IsDotted) = (name, bits, phases, isDotted);
        _values.AsSpan().Fill(NoDigit);
        for (var i = 0; i < alphabet.Length; i++)
            (_values[alphabet[i]], _values[alsoAlphabet[i]]) = ((byte)i, (byte)i);
        Alphabet = SearchValues.Create([.. alphabet, .. alsoAlphabet]);
    }

    public static DigitKind Hex { get; } = new(EncodingKind.Hex, 4, 2, isDotted: true, "0123456789abcdef"u8, "0123456789ABCDEF"u8);

    public static DigitKind Base32 { get; } = new(
        EncodingKind.Base32, 5, 4, isDotted: true, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8, "abcdefghijklmnopqrstuvwxyz234567"u8);

    public static DigitKind Base64 { get; } = new(
        EncodingKind.Base64, 6, 4, isDotted: false,
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8,
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    public EncodingKind Name { get; }

    /// <summary>Bits that a digit stands for.</summary>
    public int Bits { get; }

    /// <summary>At how many digits after the start of a stretch the encoded text may begin, where something is glued to it.</summary>
    public int Phases { get; }

    /// <summary>Whether dots may part the digits, as in the labels of a host name.</summary>
    public bool IsDotted { get; }

    public SearchValues<byte> Alphabet { get; }

    /// <summary>The value of a digit, or <see cref="NoDigit"/>.</summary>
    public byte ValueOf(byte character) => _values[character];

    /// <summary>Writes the whole bytes that values of digits stand for; answers how many.</summary>
    public int Decode(ReadOnlySpan<byte> values, Span<byte> output)
    {
        var (bits, count, written) = (0, 0, 0);
        foreach (var value in values)
        {
            bits = bits << Bits | value;
            count += Bits;
            if (count < 8)
                continue;
            count -= 8;
            output[written++] = (byte)(bits >> count);
            bits &= (1 << count) - 1;
        }

        return written;
    }

    /// <summary>Whether the text that begins here looks encoded: all of its first bytes would be text.</summary>
    /// <param name="text">The text, as far as it consists of characters of the base64 alphabets.</param>
    public bool IsHead(ReadOnlySpan<byte> text)
    {
        const int Most = 24;
        Span<byte> values = stackalloc byte[Most];
        Span<byte> bytes = stackalloc byte[Most];
        var count = 0;
        while (count < Math.Min(Most, text.Length) && _values[text[count]] != NoDigit)
        {
            values[count] = _values[text[count]];
            // No text begins in the middle of a character, which rules most words out at once.
            if (++count * Bits is >= 8 and < 16 && IsNoHead(Decode(values[..count], bytes), bytes[0]))
                return false;
        }

        if (Name != EncodingKind.Base64 && count < Most && count < text.Length)
            return false;
        var written = Decode(values[..count], bytes);
        return written >= FewestBytes && TextLikeness.IsHead(bytes[..written]);
    }

    private int FewestBytes => Name == EncodingKind.Hex ? 6 : 8;

    private static bool IsNoHead(int written, byte first) => written > 0 && first is (>= 0x80 and < 0xC2) or (>= 0xF5 and < 0xFE);
}
