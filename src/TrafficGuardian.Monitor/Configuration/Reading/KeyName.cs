namespace TrafficGuardian.Monitor.Configuration.Reading;

/// <summary>Key names: how they are shown, and which known one an unknown one is nearest to.</summary>
internal static class KeyName
{
    private const int Longest = 48;

    /// <summary>A key's path below <paramref name="path"/>; what can't be a key's name is not quoted.</summary>
    public static string Join(string path, string key)
    {
        var shown = key.Length is > 0 and <= Longest && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '$')
            ? key : $"(a key of {key.Length} characters)";
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    /// <summary>The name with the fewest single-character changes from <paramref name="key"/>.</summary>
    public static string Nearest(string key, IEnumerable<string> known)
    {
        var bounded = key.Length <= Longest ? key : key[..Longest];
        return known.MinBy(name => Distance(bounded, name)) ?? "";
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[to.Length];
    }
}
