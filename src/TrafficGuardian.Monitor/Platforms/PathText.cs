namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Paths as people write them.</summary>
internal static class PathText
{
    /// <summary>Absolute and without <c>.</c>, <c>..</c> or a trailing slash.</summary>
    public static string Absolute(string path, string userHome, string relativeTo)
    {
        var expanded = path == "~" ? userHome
            : path.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(userHome, path[2..])
            : path;
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(expanded, relativeTo));
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or lies below it. Both absolute; links are not followed.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder == "/" ? folder : folder + "/", StringComparison.Ordinal);

    /// <summary>Whether a path can be used at all: no control characters, not longer than any system allows.</summary>
    public static bool IsUsable(string path) => path.Length is > 0 and <= 4096 && !path.Any(char.IsControl);
}
