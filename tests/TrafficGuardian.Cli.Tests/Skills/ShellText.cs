namespace TrafficGuardian.Cli.Tests.Skills;

/// <summary>Reads shell scripts as far as quoting goes: quotes, comments, command substitutions, here-documents.</summary>
internal static class ShellText
{
    /// <summary>Expansions that a shell would split into words. Right of an assignment and after <c>case</c> it splits none; <c>$#</c> and <c>$?</c> are numbers.</summary>
    public static List<string> Unquoted(string script)
    {
        var found = new List<string>();
        string? end = null;
        var number = 0;
        var quotes = new Stack<char>();
        foreach (var line in script.Split('\n'))
        {
            number++;
            if (end is not null)
            {
                end = line == end ? null : end;
                continue;
            }

            if (ReadLine(line, quotes) is { } at)
            {
                found.Add($"line {number}: {line[at..]}");
            }

            end = HereDocument(line);
        }

        return found;
    }

    /// <summary>Where the output of a line goes.</summary>
    public static IEnumerable<string> Redirections(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '>')
            {
                yield return line[(i + 1)..].TrimStart('>', ' ').Split(' ', ')', ';')[0];
            }
        }
    }

    private static string? HereDocument(string line)
    {
        var at = line.IndexOf("<<", StringComparison.Ordinal);
        return at < 0 ? null : line[(at + 2)..].Trim('-', '\'', ' ');
    }

    /// <summary>Where the first unquoted expansion of the line begins; null: nowhere. What stays open goes on in the next line.</summary>
    private static int? ReadLine(string line, Stack<char> quotes)
    {
        int? found = null;
        for (var i = 0; i < line.Length; i++)
        {
            var inside = quotes.TryPeek(out var top) ? top : '\0';
            switch (line[i])
            {
                case '\'' when inside == '\'':
                case '"' when inside == '"':
                case ')' when inside == '(':
                    quotes.Pop();
                    break;
                case var _ when inside == '\'':
                    break;
                case '\\':
                    i++;
                    break;
                case '#' when inside != '"' && (i == 0 || line[i - 1] == ' '):
                    return found;
                case '\'' when inside != '"':
                case '"':
                    quotes.Push(line[i]);
                    break;
                case '$' when i + 1 < line.Length && line[i + 1] == '(':
                    found ??= IsSplit(line, i, inside) ? i : null;
                    quotes.Push('(');
                    i++;
                    break;
                case '$' when i + 1 < line.Length && (char.IsLetterOrDigit(line[i + 1]) || line[i + 1] is '_' or '{' or '@' or '*'):
                    found ??= IsSplit(line, i, inside) ? i : null;
                    break;
            }
        }

        return found;
    }

    private static bool IsSplit(string line, int at, char inside)
    {
        if (inside == '"')
        {
            return false;
        }

        var word = line[..at];
        word = word[(word.LastIndexOfAny([' ', '\t', ';', '(']) + 1)..];
        var isAssigned = word.IndexOf('=', StringComparison.Ordinal) is var sign and > 0 && word[..sign].All(static c => char.IsLetterOrDigit(c) || c == '_');
        return !isAssigned && !line[..at].EndsWith("case ", StringComparison.Ordinal);
    }
}
