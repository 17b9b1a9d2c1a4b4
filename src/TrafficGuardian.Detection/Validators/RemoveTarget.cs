using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>Reads the words of a command that removes files: its flags, and what its targets are worth.</summary>
internal static class RemoveTarget
{
    // Rules see a few hundred bytes from the name on; where many commands stand together a match may be far longer.
    private const int LongestCommand = 512;

    private static readonly string[] Places =
    [
        "/etc", "/usr", "/var", "/home", "/boot", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/root", "/srv", "/dev", "/sys",
        "/proc", "/mnt", "/media", "/data", "/Users", "/System", "/Library", "/Applications",
    ];

    private static readonly string[] ScratchPlaces =
    [
        "/tmp", "/var/tmp", "/var/cache", "/var/log/", "/var/lib/apt/lists", "/usr/share/doc", "/usr/share/man", "/dev/shm", "/run/",
        "/path/", "/workspace/", "/build", "/dist",
    ];

    // Names of what is made again. The last of them are what documentation writes for "some path".
    private static readonly string[] ScratchNames =
        ["cache", "node_modules", "/dist", "/build", "/target", "tmp", "temp", "path/to", "/example"];

    private static readonly string[] ScratchVariables = ["tmp", "temp", "build", "cache", "dist", "out", "bin", "obj"];

    /// <summary>
    /// Whether the match is an <c>rm</c> that recurses or does not ask, and whose dearest target has this grade.
    /// The same command thus fires one rule, whatever it also removes.
    /// </summary>
    public static bool IsWorth(ReadOnlySpan<byte> match, RemoveGrade grade)
    {
        var (isRemove, isForced, dearest) = (false, false, RemoveGrade.Scratch);
        foreach (var word in Words(match))
        {
            if (!isRemove)
                isRemove = IsRemove(word);
            else if (word[0] == '-')
                isForced |= IsForcing(word);
            else
                dearest = (RemoveGrade)Math.Max((int)dearest, (int)Grade(word));
        }

        return isForced && dearest == grade;
    }

    /// <summary>Whether a word of the match is a path that nobody makes again.</summary>
    public static bool IsLasting(ReadOnlySpan<byte> match) =>
        Words(match).Any(static word => !IsRemove(word) && Grade(word) >= RemoveGrade.Path);

    /// <summary>What one target is worth.</summary>
    internal static RemoveGrade Grade(string target)
    {
        target = target.Replace("${HOME}", "~").Replace("$HOME", "~");
        var path = (target.EndsWith("/*", StringComparison.Ordinal) ? target[..^2] : target).TrimEnd('/');
        if (path is "" or "*" or "." or ".." or "~" || Places.Contains(path))
            return RemoveGrade.Root;
        if (path[0] == '$')
        {
            var name = target.IndexOf('/');
            return name < 0 || Names(target[..name], ScratchVariables) ? RemoveGrade.Scratch : RemoveGrade.Variable;
        }

        var isLasting = (path[0] == '/' || path.StartsWith("~/", StringComparison.Ordinal))
            && !ScratchPlaces.Any(place => path.StartsWith(place, StringComparison.Ordinal)) && !Names(path, ScratchNames);
        return isLasting ? RemoveGrade.Path : RemoveGrade.Scratch;
    }

    private static bool Names(string text, string[] names) =>
        names.Any(name => text.Contains(name, StringComparison.OrdinalIgnoreCase));

    // A path may stand before the name, or the mark that the command follows on: /bin/rm, >rm, =rm.
    private static bool IsRemove(string word) => word.EndsWith("rm", StringComparison.Ordinal)
        && (word.Length == 2 || !(char.IsAsciiLetterOrDigit(word[^3]) || word[^3] is '_' or '-' or '.'));

    private static bool IsForcing(string word) => word.StartsWith("--", StringComparison.Ordinal)
        ? word is "--recursive" or "--force" or "--no-preserve-root"
        : word.AsSpan(1).ContainsAny('r', 'R', 'f');

    private static IEnumerable<string> Words(ReadOnlySpan<byte> match) =>
        Encoding.Latin1.GetString(match[..Math.Min(match.Length, LongestCommand)]).Replace("\"", "").Replace("'", "")
            .Split([' ', '\n', ',', '[', ']', ';', '`'], StringSplitOptions.RemoveEmptyEntries)
            .Select(static word => word.Contains("${", StringComparison.Ordinal) ? word : word.Trim('{', '}', '('))
            .Where(static word => word.Length > 0);
}
