using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>Hides runs of token characters that look drawn at random: keys of services that no rule knows.</summary>
internal static class RandomTokens
{
    /// <summary>Fewer characters than this say nothing about a secret.</summary>
    private const int ShortestHidden = 8;

    // A word as short as this between two random pieces is part of what they belong to.
    private const int LongestFiller = 4;

    /// <summary>Sets the bytes of such runs in <paramref name="hidden"/>.</summary>
    public static void Hide(ReadOnlySpan<byte> text, Span<bool> hidden)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!IsTokenPart(text[at]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && IsTokenPart(text[end]))
                end++;
            HideToken(text[at..end], hidden[at..end]);
            at = end;
        }
    }

    // Joins neighbouring random pieces, short words between them included, and hides what is long enough together.
    private static void HideToken(ReadOnlySpan<byte> token, Span<bool> hidden)
    {
        var (groupStart, groupEnd) = (-1, -1);
        for (var at = 0; at < token.Length;)
        {
            if (SeparatorLength(token[at..]) is > 0 and var separator)
            {
                at += separator;
                continue;
            }

            var end = at;
            while (end < token.Length && SeparatorLength(token[end..]) == 0)
                end++;
            var piece = token[at..end];
            if (!Readability.IsWord(piece))
            {
                (groupStart, groupEnd) = (groupStart < 0 ? at : groupStart, end);
            }
            else if (piece.Length > LongestFiller)
            {
                HideGroup(hidden, groupStart, groupEnd);
                groupStart = -1;
            }

            at = end;
        }

        HideGroup(hidden, groupStart, groupEnd);
    }

    private static void HideGroup(Span<bool> hidden, int start, int end)
    {
        if (start >= 0 && end - start >= ShortestHidden)
            hidden[start..end].Fill(true);
    }

    private static int SeparatorLength(ReadOnlySpan<byte> text)
    {
        if (char.IsAsciiLetterOrDigit((char)text[0]))
            return 0;
        var percent = text[0] == (byte)'%' && text.Length > 2 && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);
        return percent ? 3 : 1;
    }

    private static bool IsTokenPart(byte b) =>
        char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'/' or (byte)'+' or (byte)'=' or (byte)'~' or (byte)'%';
}
