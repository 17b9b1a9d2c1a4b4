namespace TrafficGuardian.Cli.Processes;

/// <summary>Signal numbers of the system this runs on.</summary>
internal static class Signal
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Pipe = 13;
    public const int Terminate = 15;

    public static readonly int User1 = OperatingSystem.IsMacOS() ? 30 : 10;
    public static readonly int User2 = OperatingSystem.IsMacOS() ? 31 : 12;
    public static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    public static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;
    public const int WindowChanged = 28;

    private const nint Ignore = 1;

    /// <summary>Whether whoever started us had this signal ignored (as <c>nohup</c> does with the hangup).</summary>
    /// <remarks>There is no way to ask without setting; the gap is closed at once.</remarks>
    public static bool IsIgnored(int signal)
    {
        var before = Libc.SetSignal(signal, Ignore);
        if (before == Ignore)
        {
            return true;
        }

        _ = Libc.SetSignal(signal, before);
        return false;
    }
}
