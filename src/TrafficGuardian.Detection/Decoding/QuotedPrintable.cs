namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Escapes of quoted-printable (RFC 2045 section 6.7). An equals sign before two digits is most often something else, so
/// one counts only where it is an encoded equals sign, or where another one stands within a line's length of it.
/// </summary>
internal static class QuotedPrintable
{
    /// <summary>Longest line, by which escapes are held together.</summary>
    public const int LineLength = 76;

    /// <summary>Reads what stands at an equals sign.</summary>
    /// <param name="text">What begins with it.</param>
    /// <param name="isKnown">Whether the text before it is known to be quoted-printable.</param>
    /// <param name="last">Whether nothing follows the text.</param>
    public static Escape Read(ReadOnlySpan<byte> text, bool isKnown, bool last)
    {
        if (text.Length < 3 && !last)
            return Escape.NeedMore;
        var value = ValueOf(text);
        if (value == '=' || (value >= 0 && isKnown))
            return Escape.OfByte(3, value);
        if (value < 0 || !isKnown)
        {
            var other = IsBreak(text) || value >= 0 ? FindOther(text, last) : false;
            if (other is null)
                return Escape.NeedMore;
            if (other == false && !(isKnown && IsBreak(text)))
                return Escape.None;
        }

        return value >= 0 ? Escape.OfByte(3, value) : Escape.Nothing(text[1] == (byte)'\r' ? 3 : 2);
    }

    private static bool? FindOther(ReadOnlySpan<byte> text, bool last)
    {
        for (var at = 1; at <= LineLength; at++)
        {
            if (at + 2 >= text.Length)
                return last ? false : null;
            if (text[at] == (byte)'=' && (ValueOf(text[at..]) >= 0 || IsBreak(text[at..])))
                return true;
        }

        return false;
    }

    private static bool IsBreak(ReadOnlySpan<byte> text) =>
        text.StartsWith("=\n"u8) || text.StartsWith("=\r\n"u8);

    // The text that two upper-case digits stand for, or -1.
    private static int ValueOf(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || !char.IsAsciiHexDigitUpper((char)text[1]) || !char.IsAsciiHexDigitUpper((char)text[2]))
            return -1;
        var (value, _) = HexDigits.Read(text[1..], 2);
        return value is >= 0x20 and < 0x7F or '\r' or '\n' ? value : -1;
    }
}
