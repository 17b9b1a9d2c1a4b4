using System.Net;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Doctor.Gathering;

/// <summary>Asks the home's monitors: the one that stays, and those of runs.</summary>
internal static class MonitorReader
{
    private const int MostRuns = 100;

    /// <exception cref="StateException">The state can't be looked at as it lies there.</exception>
    public static async Task<MonitorFacts> ReadAsync(MonitorSetup setup, TimeProvider time)
    {
        var home = new StateHome(setup.Context);
        var status = await MonitorStatus.AskAsync(setup.Context, time);
        var runs = RunsOf(home);
        var isRun = status.State != MonitorStatus.Running && runs.Count > 0;
        status = isRun ? await AskAsync(runs[0], time) ?? status : status;
        isRun = isRun && status.State == MonitorStatus.Running;
        var listen = status.State == MonitorStatus.Running && IPEndPoint.TryParse(status.Listen ?? "", out var bound) ? bound : setup.Config.Listen;
        var hosts = await HostsAsync([.. OfHome(home), .. runs], time);
        var routes = status.Routes is { } served
            ? served.Select(route => (Listen: IPEndPoint.TryParse(route.Listen, out var at) ? at : null, Host: Uri.TryCreate(route.Target, UriKind.Absolute, out var url) ? url.IdnHost : ""))
                .Where(route => route.Listen is not null).Select(route => (route.Listen!, route.Host))
            : setup.Config.Routes.Select(route => (route.Listen, route.Target.IdnHost));
        return new MonitorFacts(status, listen)
        {
            IsRun = isRun,
            Address = new MonitorAddress([listen, setup.Config.Listen, .. runs.Select(run => IPEndPoint.TryParse(run.Listen, out var at) ? at : listen)]),
            Hosts = hosts?.Hosts,
            HostsAreAll = hosts?.AreAll ?? true,
            ConfigChanged = !isRun && status.State == MonitorStatus.Running && status.ConfigSha256 is { } digest && digest != setup.ConfigSha256,
            OpensHttps = status.State == MonitorStatus.Running ? status.HttpsInspection : setup.Config.HttpsInspection.Enabled,
            Opens = InterceptedHosts.For(setup.Config.HttpsInspection, setup.PlatformBypass),
            Routes = [.. routes],
        };
    }

    private static IEnumerable<StateRecord> OfHome(StateHome home) =>
        MonitorProbe.Probe(home.Instance) is { Presence: MonitorPresence.Running, Record: { } record } ? [record] : [];

    private static List<StateRecord> RunsOf(StateHome home)
    {
        if (StateGuard.FolderFault(home.RunsFolder) is not null || !Directory.Exists(home.RunsFolder))
        {
            return [];
        }

        var records = new List<StateRecord>();
        foreach (var folder in Directory.EnumerateDirectories(home.RunsFolder).Where(folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal).Take(MostRuns))
        {
            try
            {
                if (MonitorProbe.Probe(home.Run(Path.GetFileName(folder))) is { Presence: MonitorPresence.Running, Record: { } record })
                {
                    records.Add(record);
                }
            }
            catch (StateException)
            {
                // Not a folder of ours as it should be: 'check-config' tells of it.
            }
        }

        return records;
    }

    private static async Task<StatusDocument?> AskAsync(StateRecord record, TimeProvider time)
    {
        try
        {
            return await new ControlClient(record.ControlSocket, time).StatusAsync();
        }
        catch (ControlException)
        {
            return null;
        }
    }

    private static async Task<(IReadOnlyList<SeenHost> Hosts, bool AreAll)?> HostsAsync(IReadOnlyList<StateRecord> monitors, TimeProvider time)
    {
        var hosts = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        var (areAll, answers) = (true, 0);
        foreach (var monitor in monitors)
        {
            try
            {
                var result = await new ControlClient(monitor.ControlSocket, time).HostsAsync();
                answers++;
                areAll &= result.Complete;
                foreach (var host in result.Hosts)
                {
                    hosts[host.Host] = host.Content || hosts.GetValueOrDefault(host.Host);
                }
            }
            catch (ControlException)
            {
                // An older monitor, or one that is about to end: what it has seen is not known.
                areAll = false;
            }
        }

        return answers == 0 ? null : ([.. hosts.Select(host => new SeenHost(host.Key, host.Value))], areAll);
    }
}
