namespace TrafficGuardian.Monitor.Doctor.Gathering;

/// <summary>
/// Names that a platform's configuration gives its things, as they may be shown. Whoever mixes up a name and a key must not find the
/// key in a report: besides what the detector knows, and what it would know had it not been cut, long runs of mixed characters are hidden.
/// </summary>
internal static class ShownName
{
    private const string Hidden = "[hidden]";

    // No word and no number of a release is that long; a key's random part is.
    private const int LongestRun = 23;

    /// <summary>The name, or as much of it as may be shown.</summary>
    /// <param name="name">The name.</param>
    /// <param name="safe">Hides what the detector takes for a secret.</param>
    public static string Of(string name, Func<string, string> safe)
    {
        for (var start = 0; start < name.Length;)
        {
            var end = start;
            while (end < name.Length && char.IsAsciiLetterOrDigit(name[end]))
            {
                end++;
            }

            if (end - start > LongestRun && IsMixed(name.AsSpan(start, end - start)))
            {
                return Hidden;
            }

            start = end + 1;
        }

        return safe(name);
    }

    private static bool IsMixed(ReadOnlySpan<char> run) =>
        run.ContainsAnyInRange('0', '9') || (run.ContainsAnyInRange('a', 'z') && run.ContainsAnyInRange('A', 'Z'));
}
