using System.Text;

namespace TrafficGuardian.Detection.Sequences;

/// <summary>What words are compared with.</summary>
internal static class Words
{
    /// <summary>Whether a word is one of those of a list, blanks between them.</summary>
    public static bool IsOneOf(ReadOnlySpan<byte> word, ReadOnlySpan<byte> list)
    {
        if (word.IsEmpty || word.Contains((byte)' '))
            return false;
        for (var rest = list; rest.Length >= word.Length;)
        {
            var at = rest.IndexOf(word);
            if (at < 0)
                return false;
            var end = at + word.Length;
            if ((at == 0 || rest[at - 1] == ' ') && (end == rest.Length || rest[end] == ' '))
                return true;
            rest = rest[(at + 1)..];
            // What stands before is no blank any more.
            var blank = rest.IndexOf((byte)' ');
            rest = blank < 0 ? default : rest[(blank + 1)..];
        }

        return false;
    }

    /// <summary>Whether one of the words of a list stands anywhere in a text, case not counting.</summary>
    public static bool HoldsOneOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> list)
    {
        foreach (var range in list.Split((byte)' '))
        {
            if (Holds(text, list[range]))
                return true;
        }

        return false;
    }

    /// <summary>The last segment of a path.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> path)
    {
        path = path.TrimEnd("/\\"u8);
        return path[(path.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..];
    }

    private static bool Holds(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var at = 0; at + word.Length <= text.Length; at++)
        {
            if (Ascii.EqualsIgnoreCase(text.Slice(at, word.Length), word))
                return true;
        }

        return false;
    }
}
