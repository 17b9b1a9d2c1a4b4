namespace TrafficGuardian.Detection.Matching;

/// <summary>The part of a literal that the fingerprint looks for: its rarest four bytes, or all three of a short one.</summary>
internal sealed class LiteralWindow
{
    /// <summary>Bytes of a window.</summary>
    public const int Size = 4;

    private readonly byte[][] _bytes;

    public LiteralWindow(Literal literal)
    {
        Literal = literal;
        var length = Math.Min(Size, literal.Text.Length);
        Offset = Enumerable.Range(0, literal.Text.Length - length + 1).MinBy(at => Share(literal, at, length));
        _bytes = [.. literal.Text.Skip(Offset).Take(length).Select(b => Forms(b, literal.IgnoreCase))];
        for (var i = 0; i < length; i++)
        {
            var either = Forms(literal.Text[Offset + i], literal.IgnoreCase).Length == 2;
            Mask |= (either ? 0xDFu : 0xFFu) << (8 * i);
            Value |= (uint)(literal.Text[Offset + i] & (either ? 0xDF : 0xFF)) << (8 * i);
        }
    }

    public Literal Literal { get; }

    /// <summary>Where in the literal the window begins.</summary>
    public int Offset { get; }

    /// <summary>Which bits of four bytes, read little-endian, must equal <see cref="Value"/>.</summary>
    public uint Mask { get; }

    public uint Value { get; }

    /// <summary>The bytes that may stand at a position; null beyond the end of a short window, where any may.</summary>
    public byte[]? At(int position) => position < _bytes.Length ? _bytes[position] : null;

    private static double Share(Literal literal, int at, int length)
    {
        var share = 1.0;
        for (var i = 0; i < length; i++)
            share *= Forms(literal.Text[at + i], literal.IgnoreCase).Sum(ByteFrequencies.Of);
        return share;
    }

    private static byte[] Forms(byte b, bool ignoreCase) =>
        ignoreCase && char.IsAsciiLetter((char)b) ? [(byte)(b | 0x20), (byte)(b & 0xDF)] : [b];
}
