using Microsoft.Extensions.Logging.Abstractions;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class FindingGateTests
{
    private readonly FakeTime _time = new();
    private readonly CollectingSink _sink = new();

    [Fact]
    public void The_same_finding_is_written_once_a_window_and_counted_otherwise()
    {
        var gate = Gate();
        var detected = MadeFindings.Detected();
        gate.Write(detected);
        _time.Advance(TimeSpan.FromSeconds(299));
        gate.Write(detected);
        Assert.Single(_sink.Findings);
        Assert.Equal((1, 1), (gate.Snapshot().Total, gate.Snapshot().SuppressedDuplicates));

        // The window began with the first one: a leak that goes on is written again.
        _time.Advance(TimeSpan.FromSeconds(1));
        gate.Write(detected);
        Assert.Equal(2, _sink.Findings.Count);
    }

    [Fact]
    public void Findings_that_differ_in_anything_that_matters_are_all_written()
    {
        var gate = Gate();
        gate.Write(MadeFindings.Detected());
        gate.Write(MadeFindings.Detected(fingerprint: 2));
        gate.Write(MadeFindings.Detected(rule: "other"));
        gate.Write(MadeFindings.Detected(pattern: "jwt"));
        gate.Write(MadeFindings.Detected(dest: "other.example:443"));
        gate.Write(MadeFindings.Detected(direction: "inbound"));
        Assert.Equal(6, _sink.Findings.Count);
    }

    [Fact]
    public void A_window_of_zero_writes_every_finding()
    {
        var gate = Gate(new FindingGateOptions { DedupWindow = TimeSpan.Zero });
        gate.Write(MadeFindings.Detected());
        gate.Write(MadeFindings.Detected());
        Assert.Equal(2, _sink.Findings.Count);
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_the_oldest_goes_first()
    {
        var gate = Gate(new FindingGateOptions { MaxRemembered = 10 });
        for (uint value = 0; value < 11; value++)
        {
            gate.Write(MadeFindings.Detected(fingerprint: value));
        }

        gate.Write(MadeFindings.Detected(fingerprint: 10));
        Assert.Equal(11, _sink.Findings.Count);
        gate.Write(MadeFindings.Detected(fingerprint: 0));
        Assert.Equal(12, _sink.Findings.Count);
    }

    [Theory]
    [InlineData("ai_api_key", null, null, true)]
    [InlineData("ai_api_key/made-up", null, null, true)]
    [InlineData("ai_api_key/other", null, null, false)]
    [InlineData("jwt", null, null, false)]
    [InlineData("ai_api_key", "api.example.com", null, true)]
    [InlineData("ai_api_key", "*.example.com", null, true)]
    [InlineData("ai_api_key", "*.api.example.com", null, false)]
    [InlineData("ai_api_key", "api.example.com:443", null, true)]
    [InlineData("ai_api_key", "api.example.com:80", null, false)]
    [InlineData("ai_api_key", "not a host", null, false)]
    [InlineData("ai_api_key", null, "outbound", true)]
    [InlineData("ai_api_key", null, "inbound", false)]
    public void An_exception_silences_what_it_names_and_nothing_else(string pattern, string? dest, string? direction, bool isSilenced)
    {
        var gate = Gate(new FindingGateOptions { Exceptions = [new ExceptionConfig(pattern, dest, direction, "known", null)] });
        gate.Write(MadeFindings.Detected());
        Assert.Equal(isSilenced ? 0 : 1, _sink.Findings.Count);
        Assert.Equal(isSilenced ? 1 : 0, gate.Snapshot().Silenced);
        Assert.Equal(isSilenced ? 0 : 1, gate.Snapshot().Total);
    }

    [Fact]
    public void An_exception_ends_when_it_says_so()
    {
        var until = _time.GetUtcNow() + TimeSpan.FromHours(1);
        var gate = Gate(new FindingGateOptions { Exceptions = [new ExceptionConfig("ai_api_key", null, null, "known", until)] });
        gate.Write(MadeFindings.Detected());
        _time.Advance(TimeSpan.FromHours(1));
        gate.Write(MadeFindings.Detected());
        Assert.Single(_sink.Findings);
    }

    [Fact]
    public void Exceptions_can_be_replaced()
    {
        var gate = Gate(new FindingGateOptions { Exceptions = [new ExceptionConfig("ai_api_key", null, null, "known", null)] });
        gate.Reload([]);
        gate.Write(MadeFindings.Detected());
        Assert.Single(_sink.Findings);
    }

    [Fact]
    public void A_sink_that_fails_takes_nothing_from_another()
    {
        var gate = new FindingGate(new FindingGateOptions(), [new FailingSink(), _sink], _time, NullLogger.Instance);
        gate.Write(MadeFindings.Detected());
        Assert.Single(_sink.Findings);
    }

    [Fact]
    public void Findings_are_counted_by_pattern_and_severity()
    {
        var gate = Gate();
        gate.Write(MadeFindings.Detected());
        gate.Write(MadeFindings.Detected(pattern: "jwt", severity: "low"));
        gate.Write(MadeFindings.Detected(pattern: "jwt", severity: "low", fingerprint: 2));
        var counts = gate.Snapshot();
        Assert.Equal("ai_api_key=1 jwt=2", Text(counts.ByPattern));
        Assert.Equal("high=1 low=2", Text(counts.BySeverity));
    }

    private static string Text(IReadOnlyDictionary<string, long> counts) => string.Join(' ', counts.Select(count => $"{count.Key}={count.Value}"));

    private FindingGate Gate(FindingGateOptions? options = null) => new(options ?? new FindingGateOptions(), [_sink], _time, NullLogger.Instance);

    private sealed class FailingSink : IFindingSink
    {
        public void Write(Finding finding) => throw new IOException("broken");
    }
}
