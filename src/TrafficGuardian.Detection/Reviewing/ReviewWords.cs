namespace TrafficGuardian.Detection.Reviewing;

/// <summary>Names and short values as reviews compare them.</summary>
internal static class ReviewWords
{
    private const int LongestName = 64;

    /// <summary>The letters and digits of a name, lower case; empty where it is longer than names are.</summary>
    public static string Normalised(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
            return "";
        Span<char> text = stackalloc char[LongestName];
        var length = 0;
        foreach (var b in name)
        {
            if (char.IsAsciiLetterOrDigit((char)b))
                text[length++] = char.ToLowerInvariant((char)b);
        }

        return new string(text[..length]);
    }

    /// <summary>The words of a name or value, lower case, where it says more than no: parts at signs, digits and new capitals.</summary>
    public static IEnumerable<string> Of(ReadOnlySpan<byte> text)
    {
        var words = new List<string>();
        text = text[..Math.Min(text.Length, 256)];
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            var isLetter = at < text.Length && char.IsAsciiLetter((char)text[at]);
            var isNew = isLetter && start >= 0 && char.IsAsciiLetterUpper((char)text[at]) && char.IsAsciiLetterLower((char)text[at - 1]);
            if (start >= 0 && (!isLetter || isNew))
            {
                words.Add(Normalised(text[start..at]));
                start = -1;
            }

            if (isLetter && start < 0)
                start = at;
        }

        return words;
    }

    /// <summary>Compares bytes with an ASCII text, letter case aside.</summary>
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> bytes, ReadOnlySpan<char> text)
    {
        if (bytes.Length != text.Length)
            return false;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (char.ToLowerInvariant((char)bytes[i]) != char.ToLowerInvariant(text[i]))
                return false;
        }

        return true;
    }

    /// <summary>Undoes percent-encoding, and the plus signs of a form.</summary>
    /// <returns>How many bytes were written; never more than there were.</returns>
    public static int Decode(ReadOnlySpan<byte> text, bool isForm, Span<byte> output)
    {
        var written = 0;
        for (var at = 0; at < text.Length && written < output.Length; at++)
        {
            var next = text[at];
            if (next == '%' && at + 2 < text.Length && char.IsAsciiHexDigit((char)text[at + 1]) && char.IsAsciiHexDigit((char)text[at + 2]))
            {
                next = (byte)((Digit(text[at + 1]) << 4) | Digit(text[at + 2]));
                at += 2;
            }
            else if (isForm && next == '+')
            {
                next = (byte)' ';
            }

            output[written++] = next;
        }

        return written;
    }

    private static int Digit(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
}
