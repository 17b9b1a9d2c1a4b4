using System.Buffers;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells whether one of the commands that follow a download runs the very file that was downloaded:
/// <c>curl -o /tmp/x … &amp;&amp; sh /tmp/x</c>.
/// </summary>
internal static class DownloadedFile
{
    private static readonly SearchValues<byte> Ends = SearchValues.Create(";&|\n"u8);
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \"'"u8);

    public static bool IsRun(ReadOnlySpan<byte> match)
    {
        var end = EndOfCommand(match);
        if (end < 0)
            return false;
        var name = NameOf(match[..end]);
        if (name.Length < 1)
            return false;
        for (var rest = match[end..].TrimStart(";&|\n "u8); !rest.IsEmpty; rest = rest.TrimStart(";&|\n "u8))
        {
            var length = rest.IndexOfAny(Ends);
            var command = length < 0 ? rest : rest[..length];
            if (Runs(command, name))
                return true;
            rest = rest[command.Length..];
        }

        return false;
    }

    // A query may hold the signs that else end a command.
    private static int EndOfCommand(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is (byte)'\n' or (byte)';' or (byte)'|')
                return at;
            if (text[at] == (byte)'&' && (at + 1 == text.Length || text[at + 1] is (byte)'&' or (byte)' '))
                return at;
        }

        return -1;
    }

    // What -o, -O and > name, else the last segment of the URL.
    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> download)
    {
        ReadOnlySpan<byte> name = default;
        var isNext = false;
        while (NextWord(ref download, out var word))
        {
            if (isNext && word[0] != (byte)'-' && word.IndexOf("://"u8) < 0)
                return Last(word);
            isNext = word is [(byte)'>'] || (word[0] == (byte)'-' && word[^1] is (byte)'o' or (byte)'O')
                || word.SequenceEqual("--output"u8) || word.SequenceEqual("--output-document"u8);
            if (word[0] == (byte)'>' && word.Length > 1)
                return Last(word[1..]);
            if (word.StartsWith("--output"u8) && word.IndexOf((byte)'=') is > 0 and var equals)
                return Last(word[(equals + 1)..]);
            if (word.IndexOf("://"u8) >= 0 || word.IndexOf((byte)'/') > 0)
                name = Last(word);
        }

        return name;
    }

    private static bool Runs(ReadOnlySpan<byte> command, ReadOnlySpan<byte> name)
    {
        var isFirst = true;
        while (NextWord(ref command, out var word))
        {
            if (word.SequenceEqual("sudo"u8) || word[0] == (byte)'-')
                continue;
            if (Last(word).SequenceEqual(name) && (!isFirst || word.IndexOf((byte)'/') >= 0))
                return true;
            if (!isFirst || !IsRunner(Last(word)))
                return false;
            isFirst = false;
        }

        return false;
    }

    private static bool IsRunner(ReadOnlySpan<byte> word) => word.EndsWith("sh"u8) || word is [(byte)'.']
        || word.SequenceEqual("source"u8) || word.StartsWith("python"u8) || word.SequenceEqual("perl"u8) || word.SequenceEqual("ruby"u8)
        || word.SequenceEqual("node"u8) || word.SequenceEqual("php"u8) || word.SequenceEqual("nohup"u8) || word.SequenceEqual("exec"u8);

    private static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> path)
    {
        var query = path.IndexOfAny((byte)'?', (byte)'#');
        path = query < 0 ? path : path[..query];
        return path[(path.LastIndexOf((byte)'/') + 1)..];
    }

    private static bool NextWord(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        rest = rest.TrimStart(" \"'"u8);
        var end = rest.IndexOfAny(Blanks);
        word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return !word.IsEmpty;
    }
}
