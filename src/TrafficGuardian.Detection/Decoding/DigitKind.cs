using System.Buffers;
using System.Numerics;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>An encoding in which each character stands for a few bits: hexadecimal, base32, base64 (RFC 4648).</summary>
internal sealed class DigitKind
{
    /// <summary>What no digit is.</summary>
    public const byte NoDigit = 0xFF;

    private const int MostDigits = 24;
    private const sbyte InCharacter = 4;

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

    private static readonly DigitKind[] Kinds = [Hex, Base32, Base64];

    private static readonly sbyte[] Parts = [.. Enumerable.Range(0, 256).Select(PartOf)];

    // For each two characters the kinds in which they could begin a text, one bit each.
    private static readonly byte[] Heads = MakeHeads();

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

    /// <summary>How many signs pad so many digits (RFC 4648 section 4).</summary>
    public int PaddingOf(int digits) => Name switch
    {
        EncodingKind.Base64 => (digits % 4) switch { 2 => 2, 3 => 1, _ => 0 },
        EncodingKind.Base32 => (digits % 8) switch { 2 => 6, 4 => 4, 5 => 3, 7 => 1, _ => 0 },
        _ => 0,
    };

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

    /// <summary>The kind in which the text that begins here looks encoded: all of its first bytes would be text.</summary>
    /// <param name="text">The text, as far as it consists of characters of the base64 alphabets.</param>
    /// <param name="phase">Characters between the start of the stretch and the text.</param>
    public static DigitKind? OfHead(ReadOnlySpan<byte> text, int phase)
    {
        for (var kinds = Heads[text[0] << 8 | text[1]]; kinds != 0; kinds &= (byte)(kinds - 1))
        {
            var kind = Kinds[BitOperations.TrailingZeroCount(kinds)];
            if (phase < kind.Phases && kind.IsHead(text))
                return kind;
        }

        return null;
    }

    private bool IsHead(ReadOnlySpan<byte> text)
    {
        var most = Math.Min(MostDigits, text.Length);
        var count = DigitsOfText(text[..most]);
        if (count < 0 || (Name != EncodingKind.Base64 && count < most) || count * Bits / 8 < FewestBytes)
            return false;
        Span<byte> values = stackalloc byte[MostDigits];
        Span<byte> bytes = stackalloc byte[MostDigits];
        for (var i = 0; i < count; i++)
            values[i] = _values[text[i]];
        return TextLikeness.IsHead(bytes[..Decode(values[..count], bytes)]);
    }

    // How many digits the text begins with, negative where they are not those of a text: most words are ruled out by their first letters.
    private int DigitsOfText(ReadOnlySpan<byte> text)
    {
        var (bits, held, following, before) = (0, 0, 0, 1);
        for (var count = 0; count < text.Length; count++)
        {
            var value = _values[text[count]];
            if (value == NoDigit)
                return count;
            bits = (bits << Bits | value) & 0xFFFF;
            held += Bits;
            if (held < 8)
                continue;
            held -= 8;
            var made = (byte)(bits >> held);
            var part = Parts[made];
            // UTF-16 has a zero in every other place, never two together.
            if (part < 0 || (part == InCharacter ? following-- == 0 : following != 0) || (made | before) == 0)
                return -1;
            before = made;
            if (part != InCharacter)
                following = part;
        }

        return text.Length;
    }

    private static byte[] MakeHeads()
    {
        var heads = new byte[1 << 16];
        for (var i = 0; i < Kinds.Length; i++)
        {
            var (values, bits) = (Kinds[i]._values, Kinds[i].Bits);
            for (var pair = 0; pair < heads.Length; pair++)
            {
                var (first, second) = (values[pair >> 8], values[pair & 0xFF]);
                if (first != NoDigit && second != NoDigit && Parts[(first << bits | second) >> 2 * bits - 8] is >= 0 and < InCharacter)
                    heads[pair] |= (byte)(1 << i);
            }
        }

        return heads;
    }

    private int FewestBytes => Name == EncodingKind.Hex ? 6 : 8;

    // What a byte is in a text, UTF-16 included: how many more its character has, InCharacter, or negative where it is none.
    private static sbyte PartOf(int b) => b switch
    {
        < 0x80 => (sbyte)(b == 0 || TextLikeness.IsPrintable((byte)b) ? 0 : -1),
        < 0xC0 => InCharacter,
        < 0xC2 => -1,
        < 0xE0 => 1,
        < 0xF0 => 2,
        < 0xF5 => 3,
        _ => (sbyte)(b >= 0xFE ? 0 : -1),
    };
}
