namespace TrafficGuardian.Detection.Decoding;

/// <summary>Escapes of JSON strings (RFC 8259 section 7) and of JavaScript's beyond them: <c>\xHH</c>, <c>\u{…}</c>, <c>\'</c>.</summary>
internal static class BackslashEscape
{
    private const int UnicodeLength = 6;
    private const int PairLength = 2 * UnicodeLength;

    /// <summary>Reads what stands at a backslash.</summary>
    public static Escape Read(ReadOnlySpan<byte> text, bool last)
    {
        if (text.Length < 2)
            return last ? Escape.None : Escape.NeedMore;
        return text[1] switch
        {
            (byte)'n' => Escape.Of(2, '\n'),
            (byte)'r' => Escape.Of(2, '\r'),
            (byte)'t' => Escape.Of(2, '\t'),
            (byte)'b' => Escape.Of(2, '\b'),
            (byte)'f' => Escape.Of(2, '\f'),
            (byte)'"' or (byte)'\'' or (byte)'\\' or (byte)'/' or (byte)'`' => Escape.Of(2, text[1]),
            (byte)'x' => ReadByte(text, last),
            (byte)'u' when text.Length > 2 && text[2] == (byte)'{' => ReadBraced(text, last),
            (byte)'u' => ReadUnicode(text, last),
            _ => Escape.None,
        };
    }

    private static Escape ReadByte(ReadOnlySpan<byte> text, bool last)
    {
        var (value, count) = HexDigits.Read(text[2..], 2);
        if (count == 2)
            return Escape.OfByte(4, value);
        return count + 2 == text.Length && !last ? Escape.NeedMore : Escape.None;
    }

    private static Escape ReadBraced(ReadOnlySpan<byte> text, bool last)
    {
        const int MostDigits = 6;
        var (value, count) = HexDigits.Read(text[3..], MostDigits);
        var end = 3 + count;
        if (end == text.Length)
            return last ? Escape.None : Escape.NeedMore;
        return count > 0 && text[end] == (byte)'}' ? Escape.Of(end + 1, value) : Escape.None;
    }

    private static Escape ReadUnicode(ReadOnlySpan<byte> text, bool last)
    {
        var (high, digits) = HexDigits.Read(text[2..], 4);
        if (digits < 4)
            return digits + 2 == text.Length && !last ? Escape.NeedMore : Escape.None;
        var first = Escape.Of(UnicodeLength, high);
        if (!char.IsHighSurrogate((char)high))
            return first;
        if (text.Length < PairLength && !last)
            return Escape.NeedMore;
        var rest = text[UnicodeLength..];
        if (rest.Length < UnicodeLength || rest[0] != (byte)'\\' || rest[1] != (byte)'u')
            return first;
        var (low, count) = HexDigits.Read(rest[2..], 4);
        return count == 4 && char.IsLowSurrogate((char)low)
            ? Escape.Of(PairLength, char.ConvertToUtf32((char)high, (char)low))
            : first;
    }
}
