namespace TrafficGuardian.Detection.Matching;

/// <summary>The part of a literal that the fingerprint looks for: four bytes of it, or all three of a short one.</summary>
internal sealed class LiteralWindow
{
    /// <summary>Bytes of a window.</summary>
    public const int Size = 4;

    // Setting this bit makes the two cases of a letter equal.
    private const uint CaseBits = 0x20202020;

    private readonly byte[][] _bytes;

    public LiteralWindow(Literal literal, int offset)
    {
        Literal = literal;
        Offset = offset;
        var length = Math.Min(Size, literal.Text.Length);
        _bytes = [.. literal.Text.Skip(offset).Take(length).Select(b => Forms(b, literal.IgnoreCase))];
        Share = _bytes.Aggregate(1.0, static (share, forms) => share * forms.Sum(ByteFrequencies.Of));
        for (var i = 0; i < length; i++)
        {
            var mask = _bytes[i].Length == 2 ? 0xDFu : 0xFFu;
            Mask |= mask << (8 * i);
            Value |= (literal.Text[offset + i] & mask) << (8 * i);
        }

        if (length == Size && CommonFragments.Contains(Value))
            Share += CommonFragments.Share;
    }

    public Literal Literal { get; }

    /// <summary>Where in the literal the window begins.</summary>
    public int Offset { get; }

    /// <summary>The share of places in ordinary traffic where the window stands by chance.</summary>
    public double Share { get; }

    /// <summary>Which bits of four bytes, read little-endian, must equal <see cref="Value"/>.</summary>
    public uint Mask { get; }

    public uint Value { get; }

    /// <summary>Whether the literal is shorter than a window.</summary>
    public bool IsShort => _bytes.Length < Size;

    /// <summary>What four bytes are looked up by: equal for all spellings of a window.</summary>
    public static uint Fold(uint bytes) => bytes | CaseBits;

    /// <summary>The windows that a literal has, rarest first.</summary>
    public static IEnumerable<LiteralWindow> Of(Literal literal) =>
        Enumerable.Range(0, Math.Max(1, literal.Text.Length - Size + 1)).Select(offset => new LiteralWindow(literal, offset)).OrderBy(static w => w.Share);

    /// <summary>The bytes that may stand at a position; null beyond the end of a short window, where any may.</summary>
    public byte[]? At(int position) => position < _bytes.Length ? _bytes[position] : null;

    private static byte[] Forms(byte b, bool ignoreCase) =>
        ignoreCase && char.IsAsciiLetter((char)b) ? [(byte)(b | 0x20), (byte)(b & 0xDF)] : [b];
}
