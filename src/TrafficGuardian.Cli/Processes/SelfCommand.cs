namespace TrafficGuardian.Cli.Processes;

/// <summary>How this program is started again.</summary>
internal static class SelfCommand
{
    /// <summary>The executable, absolute, and what comes before a verb: a start by <c>dotnet</c> has to be repeated as one.</summary>
    /// <exception cref="CommandFailure">The path is unknown.</exception>
    public static string[] Of()
    {
        var path = Environment.ProcessPath ?? throw new CommandFailure(ExitCodes.Failed, "this executable's path is unknown. Start it by its path.");
        return Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? [path, Path.Combine(AppContext.BaseDirectory, "traffic-guardian.dll")]
            : [path];
    }
}
