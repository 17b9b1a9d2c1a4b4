using System.Net;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;

namespace TrafficGuardian.Monitor.Tests.Lifecycle;

public sealed class ConfigReloadTests
{
    private static readonly MonitorConfig Running = new();

    [Fact]
    public void Lists_take_effect_and_need_no_restart()
    {
        var fresh = Running with
        {
            Exceptions = [new ExceptionConfig("ai_api_key", null, null, "a test", null)],
            ReachablePrivateDestinations = ["10.0.0.0/8"],
            RemoteMayReachPrivate = true,
            Patterns = new PatternsConfig { Disabled = ["jwt"] },
            HttpsInspection = new HttpsInspectionConfig { InspectHosts = ["*.example.com"], BypassHosts = ["bank.example.com"] },
        };

        Assert.Equal(ConfigDigest.Of(fresh), ConfigDigest.Of(ConfigReload.Effective(Running, fresh)));
        Assert.Empty(ConfigReload.NeedsRestart(Running, fresh));
    }

    [Fact]
    public void What_is_made_at_the_start_stays_and_is_named()
    {
        var fresh = Running with
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 1),
            MaxScanBytes = 2048,
            Upstream = new UpstreamConfig { Proxy = "http://127.0.0.1:3128" },
            HttpsInspection = new HttpsInspectionConfig { Enabled = true, TrustScope = "process" },
            Log = new LogConfig { MaxFiles = 2 },
        };

        Assert.Equal(ConfigDigest.Of(Running), ConfigDigest.Of(ConfigReload.Effective(Running, fresh)));
        Assert.Equal(["listen", "max_scan_bytes", "https_inspection", "upstream", "log"], ConfigReload.NeedsRestart(Running, fresh));
    }

    [Fact]
    public void Another_CA_in_the_same_place_waits_for_a_restart() =>
        Assert.Equal(["https_inspection"], ConfigReload.NeedsRestart(Running, Running, otherAuthority: true));
}
