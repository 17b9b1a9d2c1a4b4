using System.Text.RegularExpressions;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>The names of request and result files: <c>&lt;requestId&gt;.json</c>.</summary>
internal static partial class RequestName
{
    private const string Suffix = ".json";

    /// <summary>Whether a file is meant as a request. Whoever writes one under another name first, and renames it, is not disturbed.</summary>
    public static bool IsMeantAsOne(string name) => name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The id in a file's name; null where it is none that a result may be named after.</summary>
    public static string? IdOf(string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) && Id().IsMatch(name.AsSpan(0, name.Length - Suffix.Length)) ? name[..^Suffix.Length] : null;

    public static string FileOf(string id) => id + Suffix;

    // \z, for $ lets a line feed follow.
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
