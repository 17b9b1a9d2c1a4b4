using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Cli.Tests.Mcp;

public sealed class SnapshotSourceTests : IDisposable
{
    private const string Counts = """{"findings":[],"total":3,"next_cursor":null,"counts":{"by_pattern":{"ai_api_key":3,"known_value":7},"by_severity":{"high":3}},"scope":"SCOPE"}""";

    private readonly TestHome _home = new();
    private readonly FakeTime _time = new();
    private readonly string _folder;

    public SnapshotSourceTests() => _folder = Directory.CreateDirectory(Path.Combine(_home.Folder, "snapshot")).FullName;

    [Theory]
    [InlineData(0, "running")]
    [InlineData(45, "running")]
    [InlineData(46, "stale")]
    [InlineData(100_000, "stale")]
    [InlineData(-100, "running")]
    public async Task A_status_that_has_missed_three_heartbeats_is_stale(int age, string state)
    {
        Write("status.json", Status("running", _time.GetUtcNow().AddSeconds(-age)));
        await using var peer = await PeerAsync();

        Assert.Equal(state, (await peer.DataAsync("status")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_stopped_monitor_stays_stopped_however_old_its_word_is()
    {
        Write("status.json", Status("stopped", _time.GetUtcNow().AddDays(-1)));
        await using var peer = await PeerAsync();

        Assert.Equal("stopped", (await peer.DataAsync("status")).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("status", "status.json")]
    [InlineData("findings", "counts.json")]
    [InlineData("check_config", "config-check.json")]
    public async Task A_snapshot_that_is_not_written_yet_is_told_without_the_folders_path(string tool, string file)
    {
        await using var peer = await PeerAsync();

        var (code, message) = await peer.ErrorAsync(tool);

        Assert.Equal("NOT_RUNNING", code);
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.DoesNotContain(_home.Folder, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", "status.json")]
    [InlineData("findings", "counts.json")]
    [InlineData("check_config", "config-check.json")]
    public async Task A_broken_file_or_a_link_is_an_error(string tool, string file)
    {
        await using var peer = await PeerAsync();

        foreach (var content in (string[])["", "{", "[]", "null", """{"valid":1,"state":5,"scope":"counts"}"""])
        {
            Write(file, content);
            Assert.Equal("INTERNAL", (await peer.ErrorAsync(tool)).Code);
        }

        File.Delete(Path.Combine(_folder, file));
        File.CreateSymbolicLink(Path.Combine(_folder, file), _home.FileIn("elsewhere", """{"valid":true,"errors":[],"warnings":[]}"""));
        Assert.Equal("INTERNAL", (await peer.ErrorAsync(tool)).Code);
    }

    [Fact]
    public async Task Findings_are_filtered_and_come_in_pages_newest_first()
    {
        Write("counts.json", Counts.Replace("SCOPE", "all", StringComparison.Ordinal));
        Write("findings.jsonl", string.Concat(Enumerable.Range(0, 30).Select(n => Finding(n, n % 2 == 0 ? "high" : "low"))) + "torn {\n");
        await using var peer = await PeerAsync();
        var dests = new List<string>();

        var cursor = "";
        do
        {
            var page = await peer.DataAsync("findings", $$"""{"severity":"high","limit":4{{cursor}}}""");
            Assert.Equal(15, page.GetProperty("total").GetInt32());
            dests.AddRange(page.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("dest").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $",\"cursor\":\"{next}\"" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(Enumerable.Range(0, 15).Select(n => $"host{28 - 2 * n}.example:80"), dests);
    }

    [Fact]
    public async Task A_known_value_is_a_plain_count_and_never_a_finding()
    {
        Write("counts.json", Counts.Replace("SCOPE", "own", StringComparison.Ordinal));
        Write("findings.jsonl", Finding(1, "critical", "known_value") + Finding(2, "low"));
        await using var peer = await PeerAsync();

        foreach (var filter in (string[])["{}", """{"severity":"critical"}""", """{"since":"1s"}""", """{"direction":"inbound"}"""])
        {
            var data = await peer.DataAsync("findings", filter);
            Assert.DoesNotContain(data.GetProperty("findings").EnumerateArray(), f => f.GetProperty("pattern").GetString() == "known_value");
            Assert.Equal(7, data.GetProperty("counts").GetProperty("by_pattern").GetProperty("known_value").GetInt32());
        }
    }

    [Theory]
    [InlineData("counts")]
    [InlineData("made up")]
    public async Task Where_the_scope_is_counts_no_finding_is_told_whatever_lies_there(string scope)
    {
        Write("counts.json", Counts.Replace("SCOPE", scope, StringComparison.Ordinal));
        Write("findings.jsonl", Finding(1, "high"));
        await using var peer = await PeerAsync();

        if (scope == "counts")
        {
            var data = await peer.DataAsync("findings", """{"severity":"critical"}""");
            Assert.Equal((0, 3, "counts"), (
                data.GetProperty("findings").GetArrayLength(), data.GetProperty("total").GetInt32(), data.GetProperty("scope").GetString()));
        }
        else
        {
            Assert.Equal("INTERNAL", (await peer.ErrorAsync("findings")).Code);
        }
    }

    [Theory]
    [InlineData("""{"since":"2026-13-45"}""")]
    [InlineData("""{"cursor":"abc"}""")]
    public async Task A_filter_that_is_wrong_is_refused_also_where_the_scope_is_counts(string arguments)
    {
        Write("counts.json", Counts.Replace("SCOPE", "counts", StringComparison.Ordinal));
        await using var peer = await PeerAsync();

        Assert.Equal("INVALID_REQUEST", (await peer.ErrorAsync("findings", arguments)).Code);
    }

    [Fact]
    public async Task A_check_is_told_as_it_was_written()
    {
        Write("config-check.json", """{"valid":false,"errors":[{"key":"mode","message":"is unknown"}],"warnings":["one"]}""");
        await using var peer = await PeerAsync();

        Assert.Equal(
            """{"valid":false,"errors":[{"key":"mode","message":"is unknown"}],"warnings":["one"]}""", (await peer.DataAsync("check_config")).GetRawText());
    }

    public void Dispose() => _home.Dispose();

    private async Task<McpPeer> PeerAsync()
    {
        var peer = new McpPeer(_home, _time, args: ["--snapshot", _folder]);
        await peer.InitializeAsync();
        return peer;
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);

    private static string Status(string state, DateTimeOffset generated) =>
        $$"""{"state":"{{state}}","platform":"nanoclaw","mode":"detect","https_inspection":false,"generated_at":"{{generated:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","heartbeat_seconds":15}""";

    private static string Finding(int number, string severity, string pattern = "ai_api_key") => $$"""
        {"schema_version":"clawsec-traffic-finding/v1","platform":"nanoclaw","direction":"outbound","protocol":"http","threat_type":"EXFIL","pattern":"{{pattern}}","severity":"{{severity}}","source":"172.17.0.2","dest":"host{{number}}.example:80","snippet":"[REDACTED]","timestamp":"2026-04-25T00:00:{{number:00}}.000Z"}

        """;
}
