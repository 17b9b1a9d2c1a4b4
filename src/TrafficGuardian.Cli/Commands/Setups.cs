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
            ?? throw Invalid(problems);

    /// <summary>The configuration alone, for verbs that need no rules.</summary>
    /// <exception cref="CommandFailure">The configuration is invalid.</exception>
    public static MonitorConfig LoadConfig(PlatformContext platform, ConfigOverrides? overrides = null, TimeProvider? time = null)
    {
        var loaded = ConfigLoader.Load(platform, overrides ?? ConfigOverrides.None, time: time);
        return loaded.Config ?? throw Invalid(loaded.Problems);
    }

    /// <summary>The failure that tells every problem.</summary>
    public static CommandFailure Invalid(IReadOnlyList<ConfigProblem> problems) => new(
        ExitCodes.Usage,
        $"the configuration is invalid ({problems.Count} {(problems.Count == 1 ? "problem" : "problems")}):\n"
            + string.Join('\n', problems.Select(problem => $"  {problem}")));
}
