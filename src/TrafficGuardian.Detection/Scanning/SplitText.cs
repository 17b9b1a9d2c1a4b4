namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Joins a value that is split into parts inside one text: strings that are put together, items of a list, fields in
/// order, query parameters, path segments, lines or words of one length.
/// </summary>
internal static class SplitText
{
    /// <summary>How far beyond a match's own reach its parts are looked for.</summary>
    public const int Reach = 1024;

    private const int ShortestFirst = 6;
    private const int LongestName = 24;
    private const int LongestGlue = 8;

    /// <summary>Writes the joined parts to <paramref name="output"/>.</summary>
    /// <param name="text">What begins with the value.</param>
    /// <param name="literal">What the value begins with; where it stands again, another one begins.</param>
    /// <param name="inTarget">Whether it is a request target.</param>
    /// <param name="output">At least as long as the text.</param>
    /// <returns>How long the first part is, how long the whole without its last part, and the whole; 0 where nothing is split.</returns>
    public static (int First, int WithoutLast, int Whole) Join(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> literal, bool inTarget, Span<byte> output)
    {
        var first = PartLength(text, inTarget);
        var withoutLast = 0;
        if (first < ShortestFirst || first == text.Length)
            return default;
        text[..first].CopyTo(output);
        var (written, at) = (first, first);
        while (at < text.Length)
        {
            var (separator, needsLength) = Separator(text[at..], inTarget);
            var part = separator == 0 ? 0 : PartLength(text[(at + separator)..], inTarget);
            if (part == 0 || (needsLength && part > first) || text.Slice(at + separator, part).IndexOf(literal) >= 0)
                break;
            text.Slice(at + separator, part).CopyTo(output[written..]);
            withoutLast = written;
            written += part;
            at += separator + part;
            if (needsLength && part < first)
                break;
        }

        return withoutLast == 0 ? default : (first, withoutLast, written);
    }

    private static int PartLength(ReadOnlySpan<byte> text, bool inTarget)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] is (byte)'-' or (byte)'_'
            || (!inTarget && text[length] is (byte)'+' or (byte)'/' or (byte)'=' or (byte)'.')))
        {
            length++;
        }

        return length;
    }

    // How long what stands between two parts is, and whether the parts must be of one length for it to count.
    private static (int Length, bool NeedsLength) Separator(ReadOnlySpan<byte> text, bool inTarget) => (char)text[0] switch
    {
        '"' or '\'' or '`' => (Quoted(text), false),
        '&' => (Parameter(text), false),
        '/' when inTarget => (1, true),
        ' ' or '\n' or '\t' => (1, true),
        '\r' => (text.StartsWith("\r\n"u8) ? 2 : 0, true),
        _ => (0, false),
    };

    // From one string to the next: an operator or a comma, perhaps a field's name.
    private static int Quoted(ReadOnlySpan<byte> text)
    {
        var quote = text[0];
        var at = Glue(text, 1);
        if (at == 1 || at >= text.Length || text[at] != quote)
            return 0;
        at++;
        var name = Word(text[at..]);
        var colon = at + name + 1;
        if (name == 0 || colon >= text.Length || text[at + name] != quote)
            return at;
        var value = Glue(text, colon);
        return text[colon..value].Contains((byte)':') && value < text.Length && text[value] == quote ? value + 1 : at;
    }

    private static int Glue(ReadOnlySpan<byte> text, int at)
    {
        var end = Math.Min(text.Length, at + LongestGlue);
        while (at < end && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)',' or (byte)'+' or (byte)'.' or (byte)'|' or (byte)'&' or (byte)':' or (byte)'\\')
            at++;
        return at;
    }

    private static int Parameter(ReadOnlySpan<byte> text)
    {
        var name = Word(text[1..]);
        return name > 0 && name + 1 < text.Length && text[name + 1] == (byte)'=' ? name + 2 : 0;
    }

    private static int Word(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < Math.Min(text.Length, LongestName) && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] is (byte)'_' or (byte)'-'))
            length++;
        return length;
    }
}
