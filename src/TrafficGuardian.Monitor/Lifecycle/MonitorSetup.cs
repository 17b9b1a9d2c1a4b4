using TrafficGuardian.Detection;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>
/// Everything a monitor is made from, checked as a whole: configuration, rules, secrets, upstream. Making one reads
/// files and the environment, and changes nothing.
/// </summary>
public sealed record MonitorSetup
{
    private MonitorSetup()
    {
    }

    public required PlatformContext Context { get; init; }

    public required MonitorConfig Config { get; init; }

    /// <summary><c>config_sha256</c>.</summary>
    public required string ConfigSha256 { get; init; }

    public required Detector Detector { get; init; }

    public required UpstreamSelector Upstream { get; init; }

    /// <summary>What will not do what one may think: settings without effect, traffic that goes round the monitor.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Loads and checks.</summary>
    /// <param name="context">Platform, folders and environment.</param>
    /// <param name="overrides">What the command line says.</param>
    /// <param name="problems">Everything that is wrong, at once.</param>
    /// <param name="warnings">What is right but worth a look; known even where there are problems.</param>
    /// <returns>The setup, or null where there are problems.</returns>
    public static MonitorSetup? Load(
        PlatformContext context, ConfigOverrides overrides, out IReadOnlyList<ConfigProblem> problems, out IReadOnlyList<string> warnings)
    {
        var loaded = ConfigLoader.Load(context, overrides);
        (problems, warnings) = (loaded.Problems, loaded.Warnings);
        if (loaded.Config is not { } config)
        {
            return null;
        }

        var plan = PlanFor(context, config.Listen.ToString());
        warnings = [.. loaded.Warnings, .. plan.Warnings];
        var detector = DetectorSetup.Create(context, config, plan.Credentials, out var detectorProblems);
        var upstream = UpstreamSelector.Create(config.Upstream, context, out var upstreamProblems);
        problems = [.. detectorProblems, .. upstreamProblems];
        return detector is null || problems.Count > 0 ? null : new MonitorSetup
        {
            Context = context,
            Config = config,
            ConfigSha256 = loaded.Digest ?? "",
            Detector = detector,
            Upstream = upstream,
            Warnings = warnings,
        };
    }

    /// <summary>The platform's plan for a monitor that listens there.</summary>
    /// <param name="context">Platform, folders and environment.</param>
    /// <param name="listen">The address as <c>host:port</c>.</param>
    public static PlatformPlan PlanFor(PlatformContext context, string listen) =>
        PlatformPlanner.Plan(PlatformFactsReader.Read(context, $"http://{listen}"));
}
