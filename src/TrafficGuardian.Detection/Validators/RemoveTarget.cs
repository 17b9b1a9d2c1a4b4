using System.Buffers;

namespace TrafficGuardian.Detection.Validators;

/// <summary>Reads the words of a command that removes files: its flags, and what its targets are worth.</summary>
internal static class RemoveTarget
{
    // Rules see a few hundred bytes from the name on; where many commands stand together a match may be far longer.
    private const int LongestCommand = 512;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \n,[];`");

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
    private static readonly SearchValues<string> ScratchNames = SearchValues.Create(
        ["cache", "node_modules", "/dist", "/build", "/target", "tmp", "temp", "path/to", "/example"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> ScratchVariables = SearchValues.Create(
        ["tmp", "temp", "build", "cache", "dist", "out", "bin", "obj"], StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the match is an <c>rm</c> that recurses or does not ask, and whose dearest target has this grade.
    /// The same command thus fires one rule, whatever it also removes.
    /// </summary>
    public static bool IsWorth(ReadOnlySpan<byte> match, RemoveGrade grade)
    {
        Span<char> room = stackalloc char[LongestCommand];
        var (isRemove, isForced, dearest) = (false, false, RemoveGrade.Scratch);
        for (var rest = Plain(match, room); NextWord(ref rest, out var word);)
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
    public static bool IsLasting(ReadOnlySpan<byte> match)
    {
        Span<char> room = stackalloc char[LongestCommand];
        for (var rest = Plain(match, room); NextWord(ref rest, out var word);)
        {
            if (!IsRemove(word) && Grade(word) >= RemoveGrade.Path)
                return true;
        }

        return false;
    }

    /// <summary>What one target is worth; <c>~</c> stands for the home folder.</summary>
    internal static RemoveGrade Grade(ReadOnlySpan<char> target)
    {
        var path = (target.EndsWith("/*", StringComparison.Ordinal) ? target[..^2] : target).TrimEnd('/');
        if (path is "" or "*" or "." or ".." or "~" || IsOneOf(path, Places))
            return RemoveGrade.Root;
        if (path[0] == '$')
        {
            var name = target.IndexOf('/');
            return name < 0 || target[..name].ContainsAny(ScratchVariables) ? RemoveGrade.Scratch : RemoveGrade.Variable;
        }

        var isLasting = (path[0] == '/' || path.StartsWith("~/", StringComparison.Ordinal))
            && !BeginsWithOneOf(path, ScratchPlaces) && !path.ContainsAny(ScratchNames);
        return isLasting ? RemoveGrade.Path : RemoveGrade.Scratch;
    }

    private static bool IsOneOf(ReadOnlySpan<char> path, string[] places)
    {
        foreach (var place in places)
        {
            if (path.SequenceEqual(place))
                return true;
        }

        return false;
    }

    private static bool BeginsWithOneOf(ReadOnlySpan<char> path, string[] places)
    {
        foreach (var place in places)
        {
            if (path.StartsWith(place, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    // A path may stand before the name, or the mark that the command follows on: /bin/rm, >rm, =rm.
    private static bool IsRemove(ReadOnlySpan<char> word) => word.EndsWith("rm", StringComparison.OrdinalIgnoreCase)
        && (word.Length == 2 || !(char.IsAsciiLetterOrDigit(word[^3]) || word[^3] is '_' or '-' or '.'));

    private static bool IsForcing(ReadOnlySpan<char> word) => word.StartsWith("--", StringComparison.Ordinal)
        ? word is "--recursive" or "--force" or "--no-preserve-root"
        : word[1..].ContainsAny("rRfF");

    // The command without quotes, and with the short name of the home folder.
    private static ReadOnlySpan<char> Plain(ReadOnlySpan<byte> match, Span<char> room)
    {
        match = match[..Math.Min(match.Length, LongestCommand)];
        var written = 0;
        while (!match.IsEmpty)
        {
            var home = match[0] != (byte)'$' ? 0 : match.StartsWith("${HOME}"u8) ? 7 : match.StartsWith("$HOME"u8) ? 5 : 0;
            if (home > 0)
                room[written++] = '~';
            else if (match[0] is not ((byte)'"' or (byte)'\''))
                room[written++] = (char)match[0];
            match = match[Math.Max(1, home)..];
        }

        return room[..written];
    }

    private static bool NextWord(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> word)
    {
        word = default;
        while (word.IsEmpty && !rest.IsEmpty)
        {
            var end = rest.IndexOfAny(Separators);
            word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (word.IndexOf("${") < 0)
                word = word.Trim("{}(");
        }

        return !word.IsEmpty;
    }
}
