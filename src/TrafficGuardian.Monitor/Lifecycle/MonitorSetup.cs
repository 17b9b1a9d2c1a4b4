using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Posture;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>
/// Everything a monitor is made from, checked as a whole: home, configuration, rules, secrets, upstream. Making one reads
/// files and the environment, and changes nothing.
/// </summary>
public sealed record MonitorSetup
{
    private MonitorSetup()
    {
    }

    public required PlatformContext Context { get; init; }

    /// <summary>What the command line said; used again when the configuration is read again.</summary>
    public required ConfigOverrides Overrides { get; init; }

    public required MonitorConfig Config { get; init; }

    /// <summary><c>config_sha256</c>.</summary>
    public required string ConfigSha256 { get; init; }

    /// <summary>Made with a fingerprint key of its own.</summary>
    public required Detector Detector { get; init; }

    public required UpstreamSelector Upstream { get; init; }

    /// <summary>The CA that stands in for servers; null where HTTPS is not opened. The monitor disposes it at its end.</summary>
    public Authority? Authority { get; private init; }

    /// <summary>Whom TLS upstreams are checked against besides the system's roots.</summary>
    public X509Certificate2Collection UpstreamAuthorities { get; private init; } = [];

    /// <summary>The hosts that this platform never has opened, where the configuration does not say.</summary>
    public IReadOnlyList<string> PlatformBypass { get; private init; } = [];

    /// <summary>Loads and checks.</summary>
    /// <param name="context">Platform, folders and environment.</param>
    /// <param name="overrides">What the command line says.</param>
    /// <param name="problems">Everything that is wrong, at once.</param>
    /// <param name="warnings">What will not do what one may think; known as far as there are no problems.</param>
    /// <param name="time">The clock that a CA's validity is held against; the system's where it is null.</param>
    /// <returns>The setup, or null where there are problems.</returns>
    public static MonitorSetup? Load(
        PlatformContext context, ConfigOverrides overrides, out IReadOnlyList<ConfigProblem> problems, out IReadOnlyList<string> warnings,
        TimeProvider? time = null)
    {
        var loaded = ConfigLoader.Load(context, overrides, [.. PatternCatalogue.All.Select(pattern => pattern.Name)], time);
        (problems, warnings) = ([.. loaded.Problems, .. HomeProblems(context, loaded.Problems), .. PostureProblems(context)], loaded.Warnings);
        if (loaded.Config is not { } config)
        {
            return null;
        }

        var plan = PlanFor(context, config.Listen.ToString());
        var inputs = DetectorInputs.Read(config, context, plan, out var inputProblems, out var leftOut);
        var options = new DetectorOptions
        {
            Disabled = config.Patterns.Disabled,
            RuleFiles = inputs.RuleFiles,
            Credentials = inputs.Credentials,
            KnownValues = inputs.KnownValues,
            OwnChannels = inputs.OwnChannels,
            FingerprintKey = RandomNumberGenerator.GetBytes(32),
        };
        var detector = Detector.Create(options, out var ruleProblems);
        warnings = [.. loaded.Warnings, .. leftOut];
        problems = [.. problems, .. inputProblems, .. ruleProblems.Select(Problem)];
        return detector is null || problems.Count > 0 ? null : WithTrust(
            new MonitorSetup
            {
                Context = context,
                Overrides = overrides,
                Config = config,
                ConfigSha256 = loaded.Digest!,
                Detector = detector,
                Upstream = UpstreamSelector.Create(config.Upstream, context, out _),
                PlatformBypass = plan.BypassHosts,
            },
            (time ?? TimeProvider.System).GetUtcNow(),
            out problems);
    }

    /// <summary>Adds what was checked before and is needed now; a file may have changed since.</summary>
    private static MonitorSetup? WithTrust(MonitorSetup setup, DateTimeOffset now, out IReadOnlyList<ConfigProblem> problems)
    {
        problems = [];
        if (setup.Config.Upstream.CaBundle is { } bundle)
        {
            setup = setup with { UpstreamAuthorities = Trust.UpstreamAuthorities.Read(bundle, out _) };
        }

        if (!setup.Config.HttpsInspection.Enabled)
        {
            return setup;
        }

        var authority = Authority.Read(setup.Config.HttpsInspection.AuthorityIn(setup.Context), now, out var faults);
        problems = [.. faults.Select(fault => new ConfigProblem("https_inspection", $"the CA {fault.Message}", fault.Remedy))];
        return authority is null ? null : setup with { Authority = authority };
    }

    /// <summary>The same with another configuration in force, and with the upstream and the CA of a monitor that runs.</summary>
    internal MonitorSetup With(MonitorConfig config, MonitorSetup running) => this with
    {
        Config = config,
        ConfigSha256 = ConfigDigest.Of(config),
        Upstream = running.Upstream,
        Authority = running.Authority,
        UpstreamAuthorities = running.UpstreamAuthorities,
    };

    /// <summary>The platform's plan for a monitor that listens there.</summary>
    /// <param name="context">Platform, folders and environment.</param>
    /// <param name="listen">The address as <c>host:port</c>.</param>
    /// <param name="trust">The files by which the process trusts the CA; null where HTTPS is not opened.</param>
    public static PlatformPlan PlanFor(PlatformContext context, string listen, TrustFiles? trust = null) =>
        PlatformPlanner.Plan(PlatformFactsReader.Read(context, $"http://{listen}") with { Trust = trust });

    /// <summary>What is wrong with the home, but for what loading the configuration has come upon already.</summary>
    private static IEnumerable<ConfigProblem> HomeProblems(PlatformContext context, IReadOnlyList<ConfigProblem> known)
    {
        IReadOnlyList<string> faults;
        try
        {
            faults = new StateHome(context).Faults();
        }
        catch (StateException e)
        {
            faults = [e.Message];
        }

        return faults.Where(fault => known.All(problem => problem.Remedy != fault))
            .Select(fault => new ConfigProblem(context.Home, "is not safe to use", fault));
    }

    private static IEnumerable<ConfigProblem> PostureProblems(PlatformContext context) =>
        PostureOutput.Named(context) is { } path && PostureOutput.Fault(context, path) is { } fault
            ? [new ConfigProblem(PostureOutput.VariableOf(context.Kind)!, "names a file that can't be used", fault)]
            : [];

    private static ConfigProblem Problem(RuleProblem problem) => new(
        problem.Source, problem.Rule is null ? problem.Message : $"rule '{problem.Rule}': {problem.Message}", "'patterns check FILE' checks it alone")
    {
        Line = problem.Line,
        Column = problem.Column,
    };
}
