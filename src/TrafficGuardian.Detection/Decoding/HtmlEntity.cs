namespace TrafficGuardian.Detection.Decoding;

/// <summary>Character references of HTML: decimal, hexadecimal, and the named ones of ASCII characters.</summary>
internal static class HtmlEntity
{
    private const int LongestName = 8;
    private const int MostDigits = 8;

    private static readonly Dictionary<string, char>.AlternateLookup<ReadOnlySpan<char>> Names = new Dictionary<string, char>(StringComparer.Ordinal)
    {
        ["amp"] = '&',
        ["AMP"] = '&',
        ["lt"] = '<',
        ["LT"] = '<',
        ["gt"] = '>',
        ["GT"] = '>',
        ["quot"] = '"',
        ["QUOT"] = '"',
        ["apos"] = '\'',
        ["nbsp"] = ' ',
        ["Tab"] = '\t',
        ["NewLine"] = '\n',
        ["excl"] = '!',
        ["num"] = '#',
        ["dollar"] = '$',
        ["percnt"] = '%',
        ["lpar"] = '(',
        ["rpar"] = ')',
        ["ast"] = '*',
        ["plus"] = '+',
        ["comma"] = ',',
        ["hyphen"] = '-',
        ["dash"] = '-',
        ["period"] = '.',
        ["sol"] = '/',
        ["colon"] = ':',
        ["semi"] = ';',
        ["equals"] = '=',
        ["quest"] = '?',
        ["commat"] = '@',
        ["lsqb"] = '[',
        ["lbrack"] = '[',
        ["bsol"] = '\\',
        ["rsqb"] = ']',
        ["rbrack"] = ']',
        ["Hat"] = '^',
        ["lowbar"] = '_',
        ["grave"] = '`',
        ["lcub"] = '{',
        ["lbrace"] = '{',
        ["verbar"] = '|',
        ["vert"] = '|',
        ["rcub"] = '}',
        ["rbrace"] = '}',
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads what stands at an ampersand.</summary>
    public static Escape Read(ReadOnlySpan<byte> text, bool last)
    {
        if (text.Length < 2)
            return last ? Escape.None : Escape.NeedMore;
        return text[1] == (byte)'#' ? ReadNumber(text, last) : ReadName(text, last);
    }

    private static Escape ReadNumber(ReadOnlySpan<byte> text, bool last)
    {
        if (text.Length < 3)
            return last ? Escape.None : Escape.NeedMore;
        var hex = text[2] is (byte)'x' or (byte)'X';
        var start = hex ? 3 : 2;
        var (value, count) = hex ? HexDigits.Read(text[start..], MostDigits) : ReadDecimal(text[start..]);
        var end = start + count;
        if (end == text.Length && !last)
            return Escape.NeedMore;
        // A missing semicolon is an error that browsers forgive; before something invisible it may still come.
        return count == 0 || (end < text.Length && text[end] >= 0x80) ? Escape.None : Escape.Of(end < text.Length && text[end] == (byte)';' ? end + 1 : end, value);
    }

    private static (int Value, int Count) ReadDecimal(ReadOnlySpan<byte> text)
    {
        var value = 0;
        var count = 0;
        while (count < MostDigits && count < text.Length && char.IsAsciiDigit((char)text[count]))
            value = (value * 10) + (text[count++] - '0');
        return (value, count);
    }

    private static Escape ReadName(ReadOnlySpan<byte> text, bool last)
    {
        Span<char> name = stackalloc char[LongestName];
        var count = 0;
        while (count < LongestName && count + 1 < text.Length && char.IsAsciiLetter((char)text[count + 1]))
        {
            name[count] = (char)text[count + 1];
            count++;
        }

        var end = count + 1;
        if (end == text.Length && !last && count < LongestName)
            return Escape.NeedMore;
        return end < text.Length && text[end] == (byte)';' && Names.TryGetValue(name[..count], out var c)
            ? Escape.Of(end + 1, c)
            : Escape.None;
    }
}
