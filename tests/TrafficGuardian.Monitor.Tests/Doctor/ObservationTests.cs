using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Doctor;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Tests.Doctor;

/// <summary>What a running monitor has seen, held against what is configured. Facts alone: nothing runs.</summary>
public sealed class ObservationTests
{
    [Fact]
    public async Task A_host_that_was_never_seen_is_told_and_makes_nothing_go_round()
    {
        var report = await AskAsync(new TrafficStatus { Tunnels = 3 }, new SeenHost("api.anthropic.com", WithContent: true), new SeenHost("api.telegram.org", WithContent: false));

        Assert.NotEqual(PathState.GoingRound, report.State);
        Assert.Equal((true, false), (Path(report, "model main").Observed, Path(report, "model cheap").Observed));
        Assert.DoesNotContain(Path(report, "model main").Findings, finding => finding.Code == "never_seen");
        Assert.Contains(Path(report, "model cheap").Findings, finding => finding.Code == "never_seen" && finding.Cause.EndsWith("api.deepseek.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_may_have_been_forgotten_is_not_called_unseen()
    {
        var report = await AskAsync(new TrafficStatus { Tunnels = 3 }, facts => facts with { HostsAreAll = false, Hosts = [] });

        Assert.Null(Path(report, "model cheap").Observed);
        Assert.DoesNotContain(report.Paths.SelectMany(path => path.Findings), finding => finding.Code == "never_seen");
    }

    [Fact]
    public async Task A_listener_that_nothing_uses_is_told()
    {
        var report = await AskAsync(new TrafficStatus());

        Assert.Contains(Path(report, "monitor").Findings, finding => finding.Code == "listener_unused");
    }

    [Fact]
    public async Task A_monitor_that_does_not_answer_is_told()
    {
        var report = await AskAsync(traffic: null, facts => facts with { Hosts = null });

        Assert.Contains(Path(report, "monitor").Findings, finding => finding.Code == "monitor_silent");
        Assert.Null(Path(report, "model main").Observed);
    }

    [Fact]
    public async Task A_monitor_with_an_older_configuration_or_another_CA_is_told()
    {
        var report = await AskAsync(new TrafficStatus { Exchanges = 1 }, facts => facts with { ConfigChanged = true, Status = facts.Status with { CaFingerprintSha256 = "00" } });

        Assert.Equal(["ca_replaced", "config_changed"], Path(report, "monitor").Findings.Select(finding => finding.Code));
        Assert.Equal(PathState.SeenWithoutContent, Path(report, "monitor").State);
    }

    [Fact]
    public async Task A_client_that_rejects_the_CA_is_seen_without_content()
    {
        var left = new BypassedHostStatus { Client = "127.0.0.1", Dest = "api.anthropic.com:443", Until = "2026-04-26T01:00:00Z" };
        var report = await AskAsync(new TrafficStatus { Exchanges = 1 }, facts => facts with { OpensHttps = true, Status = facts.Status with { BypassedHosts = [left] } });

        Assert.Contains(Path(report, "model main").Findings, finding => finding.Code == "client_rejects_ca");
        Assert.DoesNotContain(Path(report, "model cheap").Findings, finding => finding.Code == "client_rejects_ca");
    }

    private static PathReport Path(DoctorReport report, string name) => Assert.Single(report.Paths, path => path.Name == name);

    private static Task<DoctorReport> AskAsync(TrafficStatus? traffic, params SeenHost[] hosts) => AskAsync(traffic, facts => facts with { Hosts = hosts });

    private static async Task<DoctorReport> AskAsync(TrafficStatus? traffic, Func<MonitorFacts, MonitorFacts> change)
    {
        using var world = new DoctorWorld(PlatformKind.Picoclaw, "picoclaw-clean");
        world.MakeAuthority();
        var facts = (await world.AskAsync()).Facts;
        var running = facts.Monitor with { Status = facts.Monitor.Status with { State = "running", Traffic = traffic } };
        return Diagnosis.Of(facts with { Monitor = change(running) });
    }
}
