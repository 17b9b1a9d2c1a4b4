using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Doctor.Gathering;
using TrafficGuardian.Monitor.Doctor.Paths;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Doctor;

/// <summary>Reads everything that <see cref="Diagnosis"/> looks at: files, this user's processes, running monitors. Changes nothing, runs nothing.</summary>
public static class DoctorReader
{
    private static readonly string[] ProxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "OPENCLAW_PROXY_URL"];

    /// <summary>Reads the facts.</summary>
    /// <param name="setup">The checked configuration.</param>
    /// <param name="machine">Where this machine tells of itself.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StateException">The state can't be looked at as it lies there.</exception>
    public static async Task<DoctorFacts> ReadAsync(MonitorSetup setup, Machine machine, TimeProvider time)
    {
        var context = setup.Context;
        var monitor = await MonitorReader.ReadAsync(setup, time);
        var authorityPath = setup.Config.HttpsInspection.AuthorityIn(context).Certificate;
        var authority = AuthorityCertificate.Read(authorityPath, out _);
        var facts = PlatformFactsReader.Read(context, $"http://{monitor.Listen}") with
        {
            Trust = monitor.OpensHttps && authority is not null ? PlannedTrust(context, authorityPath) : null,
        };
        var agent = EnvironmentOf(facts, AgentProcesses.Find(context.Kind, machine.Processes));
        var ofAgent = facts with { Context = context with { Environment = agent.Variables } };
        var project = context.Kind == PlatformKind.Nanoclaw ? NanoclawProjects.Find(machine.CurrentDirectory, context.UserHome) : null;
        var paths = Shown(PathReader.Read(new PathSource(ofAgent, monitor.Address.IsMeantBy, project)), setup.Detector.SafeDestination);
        return new DoctorFacts(
            context.Kind, paths, agent with { Variables = Merged(paths.Variables, agent.Variables) }, monitor,
            TrustReader.Read(authority, ofAgent.Context, agent.Source == EnvironmentSource.Planned, time.GetUtcNow()))
        {
            ConfigPath = facts.PlatformConfigPath,
            Node = NodeInstallation.Find(agent.Value("PATH")),
            Units = ServiceUnits.Find(context),
        };
    }

    /// <summary>The environment that paths are judged by: a process's, else this one where it names a proxy, else this one with what <c>env</c> prints.</summary>
    private static AgentEnvironment EnvironmentOf(PlatformFacts facts, (int Pid, IReadOnlyDictionary<string, string> Environment)? process)
    {
        var given = process?.Environment ?? facts.Context.Environment;
        var own = new ConfigVariables(facts, ownWins: true).Own;
        var merged = facts.Context.Kind == PlatformKind.Hermes ? Merged(given, own) : Merged(own, given);
        if (process is { } found)
        {
            return new AgentEnvironment(EnvironmentSource.Process, merged, found.Pid);
        }

        return ProxyNames.Any(name => merged.GetValueOrDefault(name) is { Length: > 0 })
            ? new AgentEnvironment(EnvironmentSource.Shell, merged)
            : new AgentEnvironment(EnvironmentSource.Planned, Merged(
                merged, PlatformPlanner.Plan(facts).Variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal)));
    }

    private static TrustFiles PlannedTrust(PlatformContext context, string authority)
    {
        var home = new StateHome(context);
        return new TrustFiles(authority, home.CaBundle, home.CaTrustStore);
    }

    // The later of two wins.
    private static Dictionary<string, string> Merged(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var merged = new Dictionary<string, string>(first, StringComparer.Ordinal);
        foreach (var (name, value) in second.Where(variable => variable.Value.Length > 0 || !merged.ContainsKey(variable.Key)))
        {
            merged[name] = value;
        }

        return merged;
    }

    // Names and hosts come from others' files: one that looks like a secret is not shown.
    private static PathSet Shown(PathSet set, Func<string, string> safe) => set with
    {
        Paths =
        [
            .. set.Paths.Select(path => path with
            {
                Name = ShownName.Of(path.Name, safe),
                Destinations = [.. path.Destinations.Select(destination => destination with { Shown = ShownName.Of(destination.Host, safe) })],
            }),
        ],
    };
}
