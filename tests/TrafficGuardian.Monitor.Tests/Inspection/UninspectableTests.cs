using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class UninspectableTests
{
    [Theory]
    [InlineData(NotInspectedReason.Certificate, WireProtocol.Tunnel, "tunnel", "certificate")]
    [InlineData(NotInspectedReason.Pinning, WireProtocol.Tunnel, "tunnel", "certificate")]
    [InlineData(NotInspectedReason.Mismatch, WireProtocol.Tunnel, "tunnel", "cipher")]
    [InlineData(NotInspectedReason.Certificate, WireProtocol.Https, "tunnel", "certificate")]
    [InlineData(NotInspectedReason.Frame, WireProtocol.WebSocketSecure, "wss", "frames")]
    public async Task What_could_not_be_read_is_a_finding_that_names_its_host(
        NotInspectedReason reason, WireProtocol carried, string protocol, string word)
    {
        await using var pipeline = new Pipeline();
        pipeline.Inspection.NotInspected(Pipeline.Info(carried), reason);
        await pipeline.Inspection.FlushAsync();
        var finding = Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(
            ("uninspectable_content", Direction.Outbound, Severity.Low, protocol, "api.example.com:80", pipeline.Time.GetUtcNow()),
            (finding.Pattern, finding.Direction, finding.Severity, finding.Protocol, finding.Dest, finding.Timestamp));
        Assert.Contains(word, finding.Snippet, StringComparison.Ordinal);
        Assert.Equal(1, pipeline.Counters.NotInspected(reason));
        Assert.Equal((0, 0), (pipeline.Counters.Pending, pipeline.Inspection.Budget.Used));
    }

    [Fact]
    public async Task Other_reasons_are_counted_only()
    {
        await using var pipeline = new Pipeline();
        foreach (var reason in Enum.GetValues<NotInspectedReason>())
        {
            pipeline.Inspection.NotInspected(Pipeline.Info(), reason);
        }

        await pipeline.Inspection.FlushAsync();
        Assert.Equal(4, pipeline.Sink.Findings.Count);
    }

    [Fact]
    public async Task A_secret_in_the_host_name_is_redacted()
    {
        await using var pipeline = new Pipeline();
        pipeline.Inspection.NotInspected(Pipeline.Info(host: Rules.Key(1) + ".example.com"), NotInspectedReason.Pinning);
        await pipeline.Inspection.FlushAsync();
        Assert.DoesNotContain(Rules.Key(1), Assert.Single(pipeline.Sink.Findings).Dest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_cause_at_the_same_host_is_written_once_a_window()
    {
        await using var pipeline = new Pipeline(gate: new FindingGateOptions());
        for (var index = 0; index < 3; index++)
        {
            pipeline.Inspection.NotInspected(Pipeline.Info(), NotInspectedReason.Pinning);
            pipeline.Inspection.NotInspected(Pipeline.Info(), NotInspectedReason.Certificate);
            pipeline.Inspection.NotInspected(Pipeline.Info(host: "other.example"), NotInspectedReason.Pinning);
        }

        await pipeline.Inspection.FlushAsync();
        Assert.Equal(3, pipeline.Sink.Findings.Count);
        Assert.Equal(6, pipeline.Gate.Snapshot().SuppressedDuplicates);
    }

    [Fact]
    public async Task An_exception_for_the_pattern_or_for_one_cause_silences_it()
    {
        var exception = new ExceptionConfig("uninspectable_content/pinning", "api.example.com", Direction: null, "known", Until: null);
        await using var pipeline = new Pipeline(gate: new FindingGateOptions { Exceptions = [exception] });
        pipeline.Inspection.NotInspected(Pipeline.Info(), NotInspectedReason.Pinning);
        pipeline.Inspection.NotInspected(Pipeline.Info(), NotInspectedReason.Certificate);
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(1, pipeline.Gate.Snapshot().Silenced);
    }

    [Fact]
    public async Task The_pattern_can_be_switched_off()
    {
        await using var pipeline = new Pipeline(detector: Rules.Make("uninspectable_content"));
        pipeline.Inspection.NotInspected(Pipeline.Info(), NotInspectedReason.Pinning);
        await pipeline.Inspection.FlushAsync();
        Assert.Empty(pipeline.Sink.Findings);
        Assert.Equal(1, pipeline.Counters.NotInspected(NotInspectedReason.Pinning));
    }

    [Fact]
    public async Task A_flood_is_bounded_by_the_memory_and_counted()
    {
        const int Limit = 1_048_576;
        var blocker = new BlockingSink();
        await using var pipeline = new Pipeline(options => options with { MemoryBytes = Limit, Workers = 1 }, sink: blocker);
        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Request, Pipeline.RequestHead);
        exchange.Body(MessageSide.Request, Rules.Key(1));
        exchange.OnClose();
        await blocker.Entered;
        for (var index = 0; index < 20_000; index++)
        {
            pipeline.Inspection.NotInspected(Pipeline.Info(), NotInspectedReason.Certificate);
        }

        Assert.InRange(pipeline.Counters.Pending, 100, Limit / 1_000);
        Assert.True(pipeline.Counters.NotInspected(NotInspectedReason.Memory) > 10_000);
        Assert.Equal(20_000, pipeline.Counters.NotInspected(NotInspectedReason.Certificate));
        blocker.Release();
        await pipeline.Inspection.FlushAsync();
        Assert.Equal((0, 0), (pipeline.Counters.Pending, pipeline.Inspection.Budget.Used));
    }

    [Fact]
    public void The_reasons_that_are_findings_count_under_those_of_the_status()
    {
        var counters = new InspectionCounters();
        foreach (var reason in Enum.GetValues<NotInspectedReason>())
        {
            counters.AddNotInspected(reason);
        }

        Assert.Equal(
            new NotInspectedStatus { Tunnel = 2, Memory = 1, Encoding = 1, Protocol = 2, Bypass = 2, Certificate = 1, Error = 1 },
            NotInspectedStatus.Of(counters));
    }
}
