using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Monitor.Tests.Log;

public sealed class FindingLogReaderTests : IDisposable
{
    private readonly LogFolder _folder = new();
    private readonly FakeTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Where_no_log_is_there_are_no_findings() => Assert.Empty(_folder.Snippets);

    [Fact]
    public void Findings_come_oldest_first_over_all_files()
    {
        using var log = _folder.Open(maxFileBytes: 1_000, maxFiles: 100);
        for (var number = 0; number < 50; number++)
        {
            log.Write(LogFolder.Numbered(number));
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"finding {number:D6}"), _folder.Snippets);
        Assert.Equal(["finding 000048", "finding 000049"], Read(new FindingQuery(Limit: 2)));
    }

    [Fact]
    public void Each_filter_keeps_what_it_names()
    {
        using var log = _folder.Open();
        log.Write(MadeFindings.Finding(snippet: "plain"));
        log.Write(MadeFindings.Finding(snippet: "low", severity: "low"));
        log.Write(MadeFindings.Finding(snippet: "critical", severity: "critical"));
        log.Write(MadeFindings.Finding(snippet: "jwt", pattern: "jwt"));
        log.Write(MadeFindings.Finding(snippet: "inbound", direction: "inbound"));
        log.Write(MadeFindings.Finding(snippet: "elsewhere", dest: "[2001:db8::1]:8443"));
        log.Write(MadeFindings.Finding(snippet: "old", timestamp: "2026-04-25T21:00:00.000Z"));

        Assert.Equal(["critical"], Read(new FindingQuery(Severity: "critical")));
        Assert.DoesNotContain("low", Read(new FindingQuery(Severity: "medium")));
        Assert.Equal(["jwt"], Read(new FindingQuery(Pattern: "jwt")));
        Assert.Equal(["inbound"], Read(new FindingQuery(Direction: "inbound")));
        Assert.Equal(["elsewhere"], Read(new FindingQuery(Dest: "2001:db8::/32")));
        Assert.Equal(6, Read(new FindingQuery(Dest: "*.example.com")).Length);
        Assert.Equal(6, Read(new FindingQuery(Dest: "*.example.com:443")).Length);
        Assert.Empty(Read(new FindingQuery(Dest: "*.example.com:80")));
        Assert.Equal(7, Read(new FindingQuery(Since: "3h")).Length);
        Assert.Equal(6, Read(new FindingQuery(Since: "179m")).Length);
        Assert.Equal(6, Read(new FindingQuery(Since: "2026-04-25T22:00:00Z")).Length);
        Assert.Equal(7, Read(new FindingQuery(Since: "2000000000d")).Length);
    }

    [Theory]
    [InlineData("yesterday", null, null, null, null, null, "since")]
    [InlineData("10x", null, null, null, null, null, "since")]
    [InlineData(null, "huge", null, null, null, null, "severity")]
    [InlineData(null, null, "unheard_of", null, null, null, "pattern")]
    [InlineData(null, null, null, "up", null, null, "direction")]
    [InlineData(null, null, null, null, "not a host", null, "dest")]
    [InlineData(null, null, null, null, null, 0, "limit")]
    public void A_query_that_is_wrong_is_answered_with_the_part_that_is(
        string? since, string? severity, string? pattern, string? direction, string? dest, int? limit, string part)
    {
        var filter = FindingFilter.Parse(
            new FindingQuery(since, severity, pattern, direction, dest, limit), _time.GetUtcNow(), out var problem);
        Assert.Null(filter);
        Assert.StartsWith(part + ":", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Torn_foreign_and_endless_lines_are_passed_over()
    {
        using var log = _folder.Open();
        log.Write(LogFolder.Numbered(1));
        _folder.Append("not json\n\n{}\n\0\0\0\n\xFF\n");
        _folder.Append(new string('x', 300_000) + "\n");
        log.Write(LogFolder.Numbered(2));
        _folder.Append("{\"schema_version\":\"clawsec");
        Assert.Equal(["finding 000001", "finding 000002"], _folder.Snippets);
    }

    [Fact]
    public async Task Following_yields_what_is_written_later_once_each_across_rotations()
    {
        using var log = _folder.Open(maxFileBytes: 1_000, maxFiles: 100);
        log.Write(LogFolder.Numbered(0));
        using var stop = new CancellationTokenSource();
        await using var findings = _folder.Reader.FollowAsync(FindingFilter.All, _time, stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await findings.MoveNextAsync());

        for (var number = 1; number < 40;)
        {
            var next = findings.MoveNextAsync();
            await _time.TimerSetAsync();
            var burst = Enumerable.Range(number, 6).ToArray();
            Array.ForEach(burst, written => log.Write(LogFolder.Numbered(written)));
            _time.Advance(TimeSpan.FromSeconds(1));
            foreach (var written in burst)
            {
                Assert.True(await next);
                Assert.Equal($"finding {written:D6}", findings.Current.Snippet);
                next = written == burst[^1] ? default : findings.MoveNextAsync();
            }

            number += burst.Length;
        }

        var last = findings.MoveNextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await last);
    }

    [Fact]
    public async Task Following_begins_before_there_is_a_log()
    {
        using var stop = new CancellationTokenSource();
        await using var findings = _folder.Reader.FollowAsync(FindingFilter.All, _time, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = findings.MoveNextAsync();
        await _time.TimerSetAsync();
        using var log = _folder.Open();
        log.Write(LogFolder.Numbered(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await next);
        Assert.Equal("finding 000001", findings.Current.Snippet);
    }

    private string[] Read(FindingQuery query)
    {
        var filter = FindingFilter.Parse(query, _time.GetUtcNow(), out var problem);
        Assert.Null(problem);
        return [.. _folder.Reader.Read(filter!).Select(finding => finding.Snippet)];
    }
}
