using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells code that acts from a question: printing a version, or printing what an import or standard input says,
/// are what agents and their users ask an interpreter all day.
/// </summary>
internal static class ActingCode
{
    private const int LongestName = 24;

    private static readonly SearchValues<byte> NameParts =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"u8);

    // Names of what runs, reads, writes, sends or loads, in the languages that take code on the command line.
    private static readonly HashSet<string> Acting = new(StringComparer.Ordinal)
    {
        "Dir", "File", "IO", "Kernel", "Popen", "__import__", "base64", "child_process", "compile", "ctypes", "eval", "exec",
        "execSync", "fs", "fsockopen", "http", "https", "httpx", "importlib", "net", "open", "os", "passthru", "pickle", "popen",
        "proc_open", "pty", "requests", "shell_exec", "shutil", "socket", "spawn", "spawnSync", "subprocess", "system", "unlink",
        "urllib", "urlopen",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Acting.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Is(ReadOnlySpan<byte> match)
    {
        var (imports, prints, asksVersion) = (false, false, false);
        Span<char> chars = stackalloc char[LongestName];
        for (var rest = match; NextName(ref rest, out var name);)
        {
            if (name.Length > LongestName)
                continue;
            if (Lookup.Contains(chars[..Encoding.Latin1.GetChars(name, chars)]))
                return true;
            imports |= name.SequenceEqual("import"u8);
            prints |= name.SequenceEqual("print"u8);
            asksVersion |= IsVersion(name);
        }

        return !(asksVersion || (imports && prints));
    }

    private static bool NextName(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name)
    {
        name = default;
        var start = rest.IndexOfAny(NameParts);
        if (start < 0)
            return false;
        rest = rest[start..];
        var length = rest.IndexOfAnyExcept(NameParts);
        name = length < 0 ? rest : rest[..length];
        rest = rest[name.Length..];
        return true;
    }

    private static bool IsVersion(ReadOnlySpan<byte> name)
    {
        name = name.Trim((byte)'_');
        return name.SequenceEqual("versions"u8) || name.SequenceEqual("version_info"u8)
            || (name.Length >= 7 && Ascii.EqualsIgnoreCase(name[^7..], "version"u8));
    }
}
