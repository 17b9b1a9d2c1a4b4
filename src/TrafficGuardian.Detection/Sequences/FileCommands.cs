namespace TrafficGuardian.Detection.Sequences;

/// <summary>What commands do with files: read, write, make them programs, run them.</summary>
internal static class FileCommands
{
    private static ReadOnlySpan<byte> Interpreters => "python python2 python3 node nodejs perl ruby php deno bun Rscript lua pwsh powershell"u8;

    private static ReadOnlySpan<byte> Shells => "sh bash zsh dash ksh fish ash source ."u8;

    /// <summary>The index of the program, behind what only starts another one.</summary>
    public static int Program(ShellText text, scoped in ShellCommand command)
    {
        var at = 0;
        for (; at + 1 < command.Words; at++)
        {
            var word = text.Word(command, at);
            if (word.IndexOf((byte)'=') > 0 && !word[..word.IndexOf((byte)'=')].Contains((byte)'/'))
                continue;
            if (!Words.IsOneOf(word, "sudo nohup time env exec command setsid timeout nice doas stdbuf then do else if while { !"u8))
                break;
            // Their options and numbers.
            while (at + 2 < command.Words && text.Word(command, at + 1) is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..] next && !next.SequenceEqual("-l"u8))
                at++;
            if (word.SequenceEqual("sudo"u8) && text.Word(command, at + 1).SequenceEqual("-l"u8))
                break;
            if (word.SequenceEqual("env"u8) && text.Word(command, at + 1) is [(byte)'>' or (byte)'|', ..])
                break;
        }

        return at;
    }

    /// <summary>Whether it shows or copies what stands in files.</summary>
    public static bool Reads(ShellText text, scoped in ShellCommand command, int at)
    {
        var program = Words.Name(text.Word(command, at));
        if (Words.IsOneOf(program, "cat less more head tail tac nl strings xxd od hexdump base64 base32 bat grep rg egrep awk sed cut sort tee cp tar zip gzip gpg openssl type gc Get-Content dd jq yq rev paste xargs mapfile read"u8))
            return true;
        if (Words.IsOneOf(program, Interpreters))
            return text.Word(command, at + 1) is [(byte)'-', _, ..];
        return false;
    }

    /// <summary>Whether it tells secrets without naming a file.</summary>
    public static bool TellsSecrets(ShellText text, scoped in ShellCommand command, int at)
    {
        var program = Words.Name(text.Word(command, at));
        var next = text.Word(command, at + 1);
        var isBare = next.IsEmpty || next is [(byte)'>', ..];
        if (Words.IsOneOf(program, "env printenv set export"u8))
            return isBare || (program.SequenceEqual("export"u8) && next.SequenceEqual("-p"u8));
        var line = text.Line(command, at);
        return line.StartsWith("security find-generic-password"u8) || line.StartsWith("security dump-keychain"u8) || line.StartsWith("gh auth token"u8)
            || line.StartsWith("gcloud auth print-"u8) || line.StartsWith("az account get-access-token"u8) || line.StartsWith("kubectl get secret"u8)
            || line.StartsWith("vault kv get"u8) || line.StartsWith("op read"u8) || line.StartsWith("aws configure export-credentials"u8);
    }

    /// <summary>Whether a command lets through only lines that hold no secret, as far as it says what it looks for.</summary>
    public static bool SiftsHarmless(ShellText text, scoped in ShellCommand command) =>
        Words.IsOneOf(text.Word(command, 0), "grep egrep rg wc head findstr"u8)
        && !Words.HoldsOneOf(text.Line(command, 1), "key token secret pass cred auth"u8);

    /// <summary>The file that a command writes; empty where it writes none.</summary>
    public static ReadOnlySpan<byte> Target(ShellText text, scoped in ShellCommand command, int at)
    {
        for (var i = at; i + 1 < command.Words; i++)
        {
            if (text.Word(command, i).SequenceEqual(">"u8))
                return text.Word(command, i + 1);
        }

        return text.Word(command, at).SequenceEqual("tee"u8) ? text.Word(command, command.Words - 1) : default;
    }

    /// <summary>Whether it decodes.</summary>
    public static bool Decodes(ShellText text, scoped in ShellCommand command, int at)
    {
        var program = Words.Name(text.Word(command, at));
        if (Words.IsOneOf(program, "base64 base32 openssl xxd certutil"u8))
        {
            for (var i = at + 1; i < command.Words; i++)
            {
                if (Words.IsOneOf(text.Word(command, i), "-d -D --decode -di -r -decode"u8))
                    return true;
            }
        }

        return false;
    }

    /// <summary>The file that a command makes a program; empty where there is none.</summary>
    public static ReadOnlySpan<byte> MadeProgram(ShellText text, scoped in ShellCommand command, int at)
    {
        if (!text.Word(command, at).SequenceEqual("chmod"u8))
            return default;
        var mode = text.Word(command, at + 1);
        return mode.Contains((byte)'x') || mode is [(byte)'7', ..] or [(byte)'0', (byte)'7', ..] or [(byte)'5', ..] ? text.Word(command, command.Words - 1) : default;
    }

    /// <summary>The file that a command runs; empty where it runs none.</summary>
    public static ReadOnlySpan<byte> Run(ShellText text, scoped in ShellCommand command, int at, out bool byShell)
    {
        var word = text.Word(command, at);
        byShell = true;
        if (word.IndexOf((byte)'/') >= 0 && !IsSystem(word))
            return word;
        var program = Words.Name(word);
        byShell = Words.IsOneOf(program, Shells);
        if (!byShell && !Words.IsOneOf(program, Interpreters))
            return default;
        for (var i = at + 1; i < command.Words; i++)
        {
            var argument = text.Word(command, i);
            if (argument is not [(byte)'-', ..])
                return argument is [(byte)'<' or (byte)'>', ..] ? default : argument;
            // A program in the command itself.
            if (argument is [(byte)'-', (byte)'c' or (byte)'e' or (byte)'m', ..] or [(byte)'-', (byte)'l', (byte)'c'])
                return default;
        }

        return default;
    }

    /// <summary>Whether a command has something run later, again and again: timers, services, what shells read when they start.</summary>
    public static bool RunsLater(ShellText text, scoped in ShellCommand command, int at)
    {
        var program = Words.Name(text.Word(command, at));
        if (Words.IsOneOf(program, "crontab at batch schtasks systemd-run"u8))
            return !text.Word(command, at + 1).SequenceEqual("-l"u8);
        return IsStart(Target(text, command, at)) || (Words.IsOneOf(program, "cp mv ln install"u8) && IsStart(text.Word(command, command.Words - 1)));
    }

    /// <summary>Whether what a file names is run when a machine, a user or a shell starts.</summary>
    public static bool IsStart(ReadOnlySpan<byte> path) => Words.IsOneOf(Words.Name(path), ".bashrc .zshrc .profile .bash_profile .zprofile .zshenv .bash_login rc.local config.fish crontab"u8)
        || path.IndexOf("/cron"u8) >= 0 || path.IndexOf("/systemd/"u8) >= 0 || path.IndexOf("/LaunchAgents/"u8) >= 0 || path.IndexOf("/LaunchDaemons/"u8) >= 0
        || path.IndexOf("/autostart/"u8) >= 0 || path.IndexOf("/init.d/"u8) >= 0 || path.IndexOf("/profile.d/"u8) >= 0;

    /// <summary>Whether a path lies where nobody keeps things.</summary>
    public static bool IsTemporary(ReadOnlySpan<byte> path) => path.StartsWith("/tmp/"u8) || path.StartsWith("/var/tmp/"u8) || path.StartsWith("/dev/shm/"u8)
        || path.StartsWith("/private/tmp/"u8) || path.StartsWith("/run/user/"u8) || path.StartsWith("$TMPDIR"u8) || path.IndexOf("\\Temp\\"u8) >= 0;

    /// <summary>Whether a listing leaves a path out: programs have no such names.</summary>
    public static bool IsHidden(ReadOnlySpan<byte> path) => path.StartsWith("/dev/shm/"u8)
        || (Words.Name(path) is [(byte)'.', not ((byte)'.' or (byte)'/'), ..] && IsTemporary(path));

    /// <summary>Whether what is written goes out to fetch something to run, or to connect.</summary>
    public static bool Reaches(ReadOnlySpan<byte> content) => content.IndexOf("/dev/tcp/"u8) >= 0 || content.IndexOf("base64 -d"u8) >= 0
        || (content.IndexOf("://"u8) >= 0 && (content.IndexOf("| sh"u8) >= 0 || content.IndexOf("|sh"u8) >= 0 || content.IndexOf("| bash"u8) >= 0 || content.IndexOf("|bash"u8) >= 0
            || content.IndexOf(" -d @"u8) >= 0 || content.IndexOf("$(cat "u8) >= 0))
        || content.IndexOf(" -e /bin/"u8) >= 0;

    private static bool IsSystem(ReadOnlySpan<byte> path) =>
        path.StartsWith("/bin/"u8) || path.StartsWith("/usr/"u8) || path.StartsWith("/sbin/"u8) || path.StartsWith("/opt/"u8);
}
