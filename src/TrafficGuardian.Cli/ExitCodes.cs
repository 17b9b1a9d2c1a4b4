namespace TrafficGuardian.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Wrong usage or invalid configuration.</summary>
    public const int Usage = 2;

    /// <summary><c>status</c>: no monitor runs.</summary>
    public const int NotRunning = 3;

    /// <summary><c>status</c>: a state file is there, its process is gone.</summary>
    public const int Stale = 4;

    /// <summary><c>run</c>: the monitor itself failed.</summary>
    public const int MonitorFailed = 125;

    /// <summary><c>run</c>: the command is there and can't be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary><c>run</c>: the command is not found.</summary>
    public const int NotFound = 127;
}
