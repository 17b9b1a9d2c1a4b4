using TrafficGuardian.Monitor.Configuration;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>What a new configuration changes in a running monitor, and what it can't.</summary>
internal static class ConfigReload
{
    /// <summary>Each key with a configuration that has everything from the first but this key, which is from the second.</summary>
    private static readonly (string Name, Func<MonitorConfig, MonitorConfig, MonitorConfig> Take)[] Keys =
    [
        ("listen", (old, now) => old with { Listen = now.Listen }),
        ("allow_remote", (old, now) => old with { AllowRemote = now.AllowRemote }),
        ("allowed_clients", (old, now) => old with { AllowedClients = now.AllowedClients }),
        ("max_scan_bytes", (old, now) => old with { MaxScanBytes = now.MaxScanBytes }),
        ("inspection_memory_bytes", (old, now) => old with { InspectionMemoryBytes = now.InspectionMemoryBytes }),
        ("https_inspection", (old, now) => old with { HttpsInspection = now.HttpsInspection }),
        ("upstream", (old, now) => old with { Upstream = now.Upstream }),
        ("routes", (old, now) => old with { Routes = now.Routes }),
        ("log", (old, now) => old with { Log = now.Log }),
        ("dedup_window_seconds", (old, now) => old with { DedupWindowSeconds = now.DedupWindowSeconds }),
        ("ipc", (old, now) => old with { Ipc = now.Ipc }),
        ("telemetry", (old, now) => old with { OtlpEndpoint = now.OtlpEndpoint }),
        ("dashboard", (old, now) => old with { DashboardListen = now.DashboardListen }),
    ];

    /// <summary>What is in force after a reload: the new lists, and for the rest what the monitor was started with.</summary>
    public static MonitorConfig Effective(MonitorConfig running, MonitorConfig fresh) => running with
    {
        RemoteMayReachPrivate = fresh.RemoteMayReachPrivate,
        ReachablePrivateDestinations = fresh.ReachablePrivateDestinations,
        HttpsInspection = running.HttpsInspection with
        {
            InspectHosts = fresh.HttpsInspection.InspectHosts,
            BypassHosts = fresh.HttpsInspection.BypassHosts,
        },
        Exceptions = fresh.Exceptions,
        Patterns = fresh.Patterns,
        Credentials = fresh.Credentials,
    };

    /// <summary>The keys that differ between what will be in force and what the file says now.</summary>
    /// <param name="running">What the monitor runs with.</param>
    /// <param name="fresh">What the file says.</param>
    /// <param name="otherAuthority">Whether another CA lies where the configuration says than the one in use.</param>
    public static IReadOnlyList<string> NeedsRestart(MonitorConfig running, MonitorConfig fresh, bool otherAuthority = false)
    {
        var effective = Effective(running, fresh);
        return [.. Keys.Where(key => ConfigDigest.Of(key.Take(effective, fresh)) != ConfigDigest.Of(effective)
            || (otherAuthority && key.Name == "https_inspection")).Select(key => key.Name)];
    }
}
