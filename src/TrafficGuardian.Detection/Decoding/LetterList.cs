namespace TrafficGuardian.Detection.Decoding;

/// <summary>Text as a list of its letters in quotes: <c>"s", "k", "-"</c>.</summary>
internal static class LetterList
{
    /// <summary>Bytes of the two letters by which a list is noticed.</summary>
    public const int SignatureLength = 8;

    private const int Fewest = 8;
    private const int MostOfLetter = 8;

    /// <summary>Whether a list begins at a quote; null where more is needed.</summary>
    public static bool? Begins(ReadOnlySpan<byte> text, bool last)
    {
        var at = 0;
        for (var i = 0; i < Fewest; i++)
        {
            var letter = Read(text[at..], isFirst: i == 0, last);
            if (letter.Status != EscapeStatus.Decoded)
                return letter.Status == EscapeStatus.NeedMore ? null : false;
            at += letter.Length;
        }

        return true;
    }

    /// <summary>Reads one letter with what parts it from the one before.</summary>
    public static Escape Read(ReadOnlySpan<byte> text, bool isFirst, bool last)
    {
        var start = 0;
        if (!isFirst)
        {
            while (start < Math.Min(text.Length, 3) && text[start] is (byte)',' or (byte)' ' or (byte)'\n')
                start++;
            if (start == 0 && !text.IsEmpty)
                return Escape.None;
        }

        if (text.Length < start + 3)
            return last ? Escape.None : Escape.NeedMore;
        if (text[start + 1] == (byte)'\\' && text.Length < start + MostOfLetter && !last)
            return Escape.NeedMore;
        return ReadLetter(text, start, last);
    }

    private static Escape ReadLetter(ReadOnlySpan<byte> text, int start, bool last)
    {
        if (text[start] != (byte)'"')
            return Escape.None;
        var (value, length) = ((int)text[start + 1], 1);
        if (value == '\\')
        {
            var escape = BackslashEscape.Read(text[(start + 1)..], last);
            if (escape.Status != EscapeStatus.Decoded || escape.Value >= 0x80)
                return Escape.None;
            (value, length) = (escape.Value, escape.Length);
        }

        var end = start + 1 + length;
        if (end >= text.Length || text[end] != (byte)'"' || value >= 0x80 || (value == '"' && length == 1))
            return Escape.None;
        return Escape.OfByte(end + 1, value);
    }
}
