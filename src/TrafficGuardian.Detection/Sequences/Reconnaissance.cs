using System.Numerics;

namespace TrafficGuardian.Detection.Sequences;

/// <summary>Commands that tell where one has got to, each a bit; what they tell of is a group.</summary>
internal static class Reconnaissance
{
    private const int Groups = 7;

    // One list a group: who am I, what machine, what network, what runs, what may I, who else, what lies there.
    private static readonly string[][] Lists =
    [
        ["whoami", "id", "groups", "logname"],
        ["uname", "hostname", "hostnamectl", "systeminfo", "sw_vers", "lsb_release", "/etc/os-release", "/etc/issue", "/proc/version"],
        ["ifconfig", "ip", "ipconfig", "netstat", "ss", "arp", "/etc/hosts", "/etc/resolv.conf", "nmap"],
        ["ps", "tasklist", "top", "lsof", "pstree"],
        ["sudo -l", "getcap", "find -perm", "crontab -l", "/etc/sudoers", "capsh"],
        ["who", "w", "last", "/etc/passwd", "getent passwd", "net user", "/etc/group", "net localgroup", "lastlog"],
        ["~/.ssh", "~/.aws", "/root", "/home", "~/.gnupg", "~/.kube", "find secret", "~/.config/gcloud", "/etc/shadow"],
    ];

    /// <summary>The groups that say most: what nobody needs to know who only builds.</summary>
    private const ulong Sensitive = (0xFFUL << (4 * 9)) | (0x1FFUL << (5 * 9)) | (0x1FFUL << (6 * 9));

    /// <summary>The bit of a command; 0 where it is none.</summary>
    public static ulong BitOf(ShellText text, scoped in ShellCommand command, int at)
    {
        var program = Words.Name(text.Word(command, at));
        if (program.EndsWith(".exe"u8))
            program = program[..^4];
        var first = FirstArgument(text, command, at);
        if (Words.IsOneOf(program, "sudo crontab"u8))
            return text.Word(command, at + 1).SequenceEqual("-l"u8) ? Bit(program, " -l"u8) : 0;
        if (Words.IsOneOf(program, "net getent"u8))
            return Bit(program, first, " "u8);
        if (program.SequenceEqual("find"u8))
            return Find(text.Line(command, at));
        if (Words.IsOneOf(program, "cat less more head tail"u8))
            return Bit(first);
        if (Words.IsOneOf(program, "ls dir tree"u8))
            return Bit(Home(first));
        // These take part in everyday work with an argument, or where one looks for one thing in them.
        if (Words.IsOneOf(program, "ip"u8))
            return Words.IsOneOf(first, "a addr address r route n neigh link"u8) ? Bit(program) : 0;
        if (command.FeedsPipe && Words.IsOneOf(program, "ps netstat ss lsof arp tasklist"u8))
            return 0;
        if (Words.IsOneOf(program, "hostname w who top lsof nmap"u8) && !first.IsEmpty && !program.SequenceEqual("nmap"u8))
            return 0;
        return Bit(program);
    }

    /// <summary>How many commands there are in a set, and of how many groups.</summary>
    public static (int Commands, int Groups, bool IsSensitive) Count(ulong set)
    {
        var groups = 0;
        for (var group = 0; group < Groups; group++)
            groups += ((set >> (group * 9)) & 0x1FF) != 0 ? 1 : 0;
        return (BitOperations.PopCount(set), groups, (set & Sensitive) != 0);
    }

    private static ulong Find(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("-perm"u8) > 0 && (line.IndexOf("4000"u8) > 0 || line.IndexOf("u=s"u8) > 0 || line.IndexOf("2000"u8) > 0 || line.IndexOf("6000"u8) > 0))
            return Bit("find -perm"u8);
        return Words.HoldsOneOf(line, "id_rsa id_ed25519 .pem .kdbx credentials .aws wallet.dat .env shadow *.key"u8) && (line.IndexOf(" / "u8) > 0 || Words.HoldsOneOf(line, "~ $HOME /home /root /etc"u8))
            ? Bit("find secret"u8) : 0;
    }

    private static ReadOnlySpan<byte> FirstArgument(ShellText text, scoped in ShellCommand command, int at)
    {
        for (var i = at + 1; i < command.Words; i++)
        {
            var word = text.Word(command, i);
            if (word is [(byte)'>' or (byte)'<', ..])
                return default;
            if (word is not [(byte)'-', ..])
                return word;
        }

        return default;
    }

    // Whosever home it is.
    private static ReadOnlySpan<byte> Home(ReadOnlySpan<byte> path)
    {
        path = path.TrimEnd((byte)'/');
        if (path.StartsWith("/home/"u8) || path.StartsWith("/root/"u8) || path.StartsWith("/Users/"u8) || path.StartsWith("$HOME/"u8))
        {
            foreach (var name in Lists[^1])
            {
                if (name[0] == '~' && EndsWith(path, name.AsSpan(1)))
                    return System.Text.Encoding.ASCII.GetBytes(name);
            }

            return default;
        }

        return path.SequenceEqual("/Users"u8) ? "/home"u8 : path;
    }

    private static bool EndsWith(ReadOnlySpan<byte> path, ReadOnlySpan<char> name)
    {
        if (path.Length < name.Length)
            return false;
        for (var i = 1; i <= name.Length; i++)
        {
            if (path[^i] != name[^i])
                return false;
        }

        return true;
    }

    private static ulong Bit(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> between = default)
    {
        Span<byte> joined = stackalloc byte[32];
        if (first.Length + second.Length + between.Length > joined.Length)
            return 0;
        first.CopyTo(joined);
        between.CopyTo(joined[first.Length..]);
        second.CopyTo(joined[(first.Length + between.Length)..]);
        return Bit(joined[..(first.Length + between.Length + second.Length)]);
    }

    private static ulong Bit(ReadOnlySpan<byte> name)
    {
        for (var group = 0; group < Groups; group++)
        {
            for (var i = 0; i < Lists[group].Length; i++)
            {
                if (name.Length == Lists[group][i].Length && EndsWith(name, Lists[group][i]))
                    return 1UL << ((group * 9) + i);
            }
        }

        return 0;
    }
}
