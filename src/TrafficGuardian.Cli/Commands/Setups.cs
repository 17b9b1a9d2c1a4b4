using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Commands;

/// <summary>Loads what a monitor is made from, or ends the command with everything that is wrong.</summary>
internal static class Setups
{
    /// <exception cref="CommandFailure">The configuration is invalid.</exception>
    public static MonitorSetup Load(PlatformContext platform, ConfigOverrides overrides) =>
        MonitorSetup.Load(platform, overrides, out var problems, out _)
            ?? throw new CommandFailure(ExitCodes.Usage, Text(problems));

    /// <summary>The configuration alone, for verbs that need no rules.</summary>
    /// <exception cref="CommandFailure">The configuration is invalid.</exception>
    public static MonitorConfig LoadConfig(PlatformContext platform)
    {
        var loaded = ConfigLoader.Load(platform, ConfigOverrides.None);
        return loaded.Config ?? throw new CommandFailure(ExitCodes.Usage, Text(loaded.Problems));
    }

    private static string Text(IReadOnlyList<ConfigProblem> problems) =>
        $"the configuration is invalid ({problems.Count} {(problems.Count == 1 ? "problem" : "problems")}):\n"
            + string.Join('\n', problems.Select(problem => $"  {problem}"));
}
