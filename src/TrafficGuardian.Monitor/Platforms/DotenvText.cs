namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Reads a file of environment variables as platforms keep them.</summary>
internal static class DotenvText
{
    private const int MostLines = 5000;

    /// <summary>Names and values; of a name that comes twice the last.</summary>
    public static IReadOnlyDictionary<string, string> Read(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n').Take(MostLines))
        {
            var line = raw.Trim();
            line = line.StartsWith("export ", StringComparison.Ordinal) ? line[7..].TrimStart() : line;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#' && line.AsSpan(0, equals).TrimEnd().IndexOf(' ') < 0)
                variables[line[..equals].TrimEnd()] = Value(line[(equals + 1)..].Trim());
        }

        return variables;
    }

    private static string Value(string text)
    {
        if (text.Length > 1 && text[0] is '"' or '\'' && text.IndexOf(text[0], 1) is var end and > 0)
            return text[1..end];
        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? text : text[..comment].TrimEnd();
    }
}
