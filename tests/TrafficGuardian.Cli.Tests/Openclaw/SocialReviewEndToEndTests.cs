using System.Text.Json;
using TrafficGuardian.Cli.Tests.Https;

namespace TrafficGuardian.Cli.Tests.Openclaw;

/// <summary>curl as an agent that writes to social accounts, through the real monitor.</summary>
public sealed class SocialReviewEndToEndTests : IAsyncDisposable
{
    private static readonly string[] FieldNames =
    [
        "schema_version", "platform", "direction", "protocol", "threat_type", "pattern", "severity", "source", "dest", "snippet", "timestamp",
        "source_type", "mutation_category", "approval_marker_present", "execution_context",
    ];

    private readonly TestHome _home = new();
    private readonly TestOrigin _origin = new();

    [Fact]
    public async Task Writes_over_HTTP_are_put_down_once_and_what_they_carry_is_written_nowhere()
    {
        Tools.Need("curl");
        var (marker, text) = (TestSecret.Characters(24), "post-" + TestSecret.Characters(12));
        _home.Set("http_proxy", _origin.Url);
        _home.Configure("""
            { "listen": "127.0.0.1:0", "exceptions": [ { "pattern": "social_account_mutation/reddit", "reason": "our own newsletter" } ] }
            """);
        _home.FileIn("agent.sh", $$$"""
            curl -s -d '{"text":"{{{text}}}"}' http://api.x.com/2/tweets
            curl -s -d '{"text":"{{{text}}}"}' http://api.x.com/2/tweets
            curl -s -H 'X-OpenClaw-Approval-Token: {{{marker}}}' -H 'X-OpenClaw-Trigger: cron' -d '{"tweet_id":"1"}' http://api.x.com/2/users/99887766/likes
            curl -s -A tweetclaw/1.6 -d '{"text":"{{{text}}}","approval":{"token":"{{{marker}}}"}}' http://xquik.com/api/v1/x/dm/44
            curl -s 'http://api.x.com/2/tweets/search/recent?query={{{text}}}'
            curl -s -d 'title={{{text}}}' http://oauth.reddit.com/api/submit
            curl -s -d '{"text":"{{{text}}}"}' http://notes.example/2/tweets
            """);

        var run = await CallAsync("run", "--", "sh", Path.Combine(_home.Folder, "agent.sh"));
        File.Delete(Path.Combine(_home.Folder, "agent.sh"));

        Assert.Equal(7, _origin.Received.Count);
        var findings = await FindingsAsync();
        Assert.Equal(
            [
                ("post", "medium", false, "unknown", "http_request", "POST api.x.com/2/tweets (post, no approval marker)"),
                ("like", "low", true, "scheduler", "http_request", "POST api.x.com/2/users/{id}/likes (like, approval marker, scheduler)"),
                ("dm", "low", true, "unknown", "openclaw_tool_request", "POST xquik.com/api/v1/x/dm/{id} (dm, approval marker)"),
            ],
            findings.Select(Fields));
        Assert.All(findings, finding => Assert.Equal(FieldNames, finding.EnumerateObject().Select(field => field.Name)));
        var table = await CallAsync("threats");
        Assert.Contains("social_account_mutation", table.Output, StringComparison.Ordinal);
        foreach (var said in Directory.EnumerateFiles(_home.Folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText).Append(run.Error + table.Output))
        {
            Assert.DoesNotContain(marker, said, StringComparison.Ordinal);
            Assert.DoesNotContain(text, said, StringComparison.Ordinal);
            Assert.DoesNotContain("99887766", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_platform_says_nothing_of_it()
    {
        Tools.Need("curl");
        _home.Set("http_proxy", _origin.Url);

        await CliProcess.RunAsync(_home, "run", "--platform", "picoclaw", "--", "curl", "-s", "-d", "{}", "http://api.x.com/2/tweets");

        Assert.Single(_origin.Received);
        Assert.Equal("", File.ReadAllText(_home.Findings));
    }

    [Theory]
    [InlineData("--http1.1")]
    [InlineData("--http2")]
    public async Task Writes_over_HTTPS_are_put_down_but_for_the_agents_own_channel(string version)
    {
        Tools.Need("curl");
        await using var world = await TlsWorld.StartAsync(_home, ["api.x.com", "api.telegram.org"], """location / { return 200 "fine"; }""");
        _home.Set("https_proxy", world.ProxyUrl);
        _home.Configure($$$"""{"https_inspection":{"trust_scope":"process"},"upstream":{"ca_bundle":"{{{world.CaFile}}}"}}""");
        _home.Set("OPENCLAW_STATE_DIR", Path.Combine(_home.Folder, "state"));
        Directory.CreateDirectory(Path.Combine(_home.Folder, "state"));
        var token = TestSecret.Characters(35);
        _home.FileIn("state/openclaw.json", $$"""{ channels: { telegram: { botToken: '123456:{{token}}' } } }""");
        Assert.Equal(0, (await CallAsync("ca", "init")).ExitCode);
        _home.FileIn("agent.sh", $$"""
            curl -sS {{version}} -d '{"text":"hello"}' https://api.x.com/2/tweets
            curl -sS {{version}} -d '{"chat_id":1}' https://api.telegram.org/bot123456:{{token}}/sendMessage
            curl -sS {{version}} -d '{"chat_id":1}' https://api.telegram.org/bot654321:{{token}}/sendMessage
            curl -sS {{version}} https://api.x.com/2/users/me
            """);

        var run = await CallAsync("run", "--https", "--", "sh", Path.Combine(_home.Folder, "agent.sh"));

        Assert.Equal("finefinefinefine", run.Output);
        Assert.Equal(
            ["https POST api.x.com/2/tweets (post, no approval marker)", "https POST api.telegram.org/bot{token}/sendMessage (post, no approval marker)"],
            (await FindingsAsync()).Select(f => $"{f.GetProperty("protocol").GetString()} {f.GetProperty("snippet").GetString()}"));
        Assert.DoesNotContain(token, File.ReadAllText(_home.Findings), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _home.Dispose();
    }

    private static (string?, string?, bool, string?, string?, string?) Fields(JsonElement finding) => (
        finding.GetProperty("mutation_category").GetString(), finding.GetProperty("severity").GetString(), finding.GetProperty("approval_marker_present").GetBoolean(),
        finding.GetProperty("execution_context").GetString(), finding.GetProperty("source_type").GetString(), finding.GetProperty("snippet").GetString());

    private Task<CliResult> CallAsync(params string[] arguments)
    {
        var verbs = arguments[0] == "ca" ? 2 : 1;
        return CliProcess.RunAsync(_home, [.. arguments[..verbs], "--platform", "openclaw", "--home", _home.Guardian, .. arguments[verbs..]]);
    }

    // A marker is a secret as well, and may be one for the rules of what leaves.
    private async Task<List<JsonElement>> FindingsAsync() =>
        [.. (await CallAsync("threats", "--json", "--pattern", "social_account_mutation")).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
