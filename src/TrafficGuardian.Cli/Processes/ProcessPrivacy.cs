using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Processes;

/// <summary>
/// Keeps what the agent's traffic leaves in memory from the other processes of the same user. Linux only; elsewhere it does nothing.
/// </summary>
internal static class ProcessPrivacy
{
    /// <summary>Set to 1 by whoever wants to debug or trace the monitor itself.</summary>
    private const string WantsDiagnostics = "DOTNET_EnableDiagnostics";

    public static void Apply(IReadOnlyDictionary<string, string> environment)
    {
        if (!OperatingSystem.IsLinux() || environment.GetValueOrDefault(WantsDiagnostics) == "1")
        {
            return;
        }

        // No core dump, and no reading of this process's memory but by root (prctl(2), PR_SET_DUMPABLE).
        _ = Libc.Prctl(Libc.PrSetDumpable, 0, 0, 0, 0);
        CloseDiagnosticEndpoints(environment.GetValueOrDefault("TMPDIR") is { Length: > 0 } folder ? folder : "/tmp");
    }

    /// <summary>
    /// The runtime offers a port that hands out memory dumps, at names in the temporary folder that its process id and start time
    /// make up. It reads the switch for it from the environment only, before any code of ours runs; so the names are taken away.
    /// </summary>
    private static void CloseDiagnosticEndpoints(string folder)
    {
        var self = ProcessIdentity.Current;
        var key = $"{self.Pid}-{self.Started}";
        foreach (var name in new[] { $"dotnet-diagnostic-{key}-socket", $"clr-debug-pipe-{key}-in", $"clr-debug-pipe-{key}-out" })
        {
            try
            {
                File.Delete(Path.Combine(folder, name));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A folder we may not write has no such names of ours.
            }
        }
    }
}
