namespace TrafficGuardian.Cli.Processes;

/// <summary>The terminal that a user types at, where there is one.</summary>
internal static unsafe class ControllingTerminal
{
    /// <summary>
    /// Whether our process group is the one that the terminal's keys reach. The program we run is in the same group,
    /// so it then has Ctrl-C and Ctrl-\ from the terminal itself.
    /// </summary>
    public static bool IsOurs()
    {
        var terminal = Libc.Open("/dev/tty", Libc.ReadOnly);
        if (terminal < 0)
        {
            return false;
        }

        var foreground = Libc.ForegroundProcessGroup(terminal);
        _ = Libc.Close(terminal);
        return foreground == Libc.ProcessGroup();
    }

    /// <summary>The terminal's modes, or null where there is no terminal.</summary>
    public static byte[]? SaveModes()
    {
        var terminal = Libc.Open("/dev/tty", Libc.ReadOnly);
        if (terminal < 0)
        {
            return null;
        }

        var modes = new byte[Libc.OpaqueBytes];
        fixed (byte* place = modes)
        {
            var known = Libc.TerminalGet(terminal, place) == 0;
            _ = Libc.Close(terminal);
            return known ? modes : null;
        }
    }

    /// <summary>Puts the modes back; only for a program that died before it could do so itself.</summary>
    public static void RestoreModes(byte[]? modes)
    {
        if (modes is null || !IsOurs() || Libc.Open("/dev/tty", Libc.ReadWrite) is not (>= 0 and var terminal))
        {
            return;
        }

        const int afterOutput = 1;
        fixed (byte* place = modes)
        {
            _ = Libc.TerminalSet(terminal, afterOutput, place);
        }

        _ = Libc.Close(terminal);
    }
}
