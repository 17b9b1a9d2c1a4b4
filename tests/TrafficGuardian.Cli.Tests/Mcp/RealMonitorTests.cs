using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Mcp;

/// <summary>Every tool, each way there is, of a monitor that runs.</summary>
public sealed class RealMonitorTests(MonitorWorlds worlds) : IClassFixture<MonitorWorlds>
{
    [Theory]
    [InlineData("all", "control", "all")]
    [InlineData("own", "control", "all")]
    [InlineData("all", "ipc", "all")]
    [InlineData("own", "ipc", "own")]
    [InlineData("all", "snapshot", "all")]
    [InlineData("own", "snapshot of the group", "own")]
    public async Task Status_findings_and_check_are_told_redacted(string configured, string source, string scope)
    {
        var world = await worlds.GetAsync(configured);
        await using var peer = new McpPeer(world.Home, await world.ArgumentsAsync(source));
        await peer.InitializeAsync();

        var status = await peer.DataAsync("status");
        var findings = await peer.DataAsync("findings");
        var check = await peer.DataAsync("check_config");

        Assert.Equal(("running", "nanoclaw", "detect"), (
            status.GetProperty("state").GetString(), status.GetProperty("platform").GetString(), status.GetProperty("mode").GetString()));
        Assert.Equal(2, status.GetProperty("traffic").GetProperty("exchanges").GetInt32());
        Assert.Equal(scope, findings.GetProperty("scope").GetString());
        Assert.Equal(1, findings.GetProperty("counts").GetProperty("by_pattern").GetProperty("known_value").GetInt32());
        var patterns = findings.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("pattern").GetString()).ToList();
        Assert.Contains("ai_api_key", patterns);
        Assert.Contains("pipe_to_shell", patterns);
        Assert.DoesNotContain("known_value", patterns);
        Assert.True(check.GetProperty("valid").GetBoolean());
        AssertTellsNothing(world, status, findings, check);
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("ipc of another group")]
    public async Task Who_is_not_known_is_told_numbers_alone(string source)
    {
        var world = await worlds.GetAsync("own");
        await using var peer = new McpPeer(world.Home, await world.ArgumentsAsync(source));
        await peer.InitializeAsync();

        var data = await peer.DataAsync("findings");
        var filtered = await peer.DataAsync("findings", """{"severity":"critical","since":"1s","direction":"inbound"}""");

        Assert.Equal((0, "counts"), (data.GetProperty("findings").GetArrayLength(), data.GetProperty("scope").GetString()));
        Assert.Equal(data.GetRawText(), filtered.GetRawText());
        AssertTellsNothing(world, data);
    }

    [Theory]
    [InlineData("control")]
    [InlineData("ipc")]
    [InlineData("snapshot of the group")]
    public async Task Filters_mean_the_same_each_way(string source)
    {
        var world = await worlds.GetAsync("own");
        await using var peer = new McpPeer(world.Home, await world.ArgumentsAsync(source));
        await peer.InitializeAsync();

        var key = await peer.DataAsync("findings", """{"pattern":"ai_api_key"}""");
        var inbound = await peer.DataAsync("findings", """{"direction":"inbound","since":"1h"}""");
        var old = await peer.DataAsync("findings", """{"since":"2099-01-01T00:00:00Z"}""");
        var first = await peer.DataAsync("findings", """{"limit":1}""");
        var second = await peer.DataAsync("findings", $$"""{"limit":1,"cursor":"{{first.GetProperty("next_cursor").GetString()}}"}""");

        Assert.All(key.GetProperty("findings").EnumerateArray(), f => Assert.Equal("ai_api_key", f.GetProperty("pattern").GetString()));
        Assert.All(inbound.GetProperty("findings").EnumerateArray(), f => Assert.Equal("inbound", f.GetProperty("direction").GetString()));
        Assert.True(key.GetProperty("total").GetInt32() > 0 && inbound.GetProperty("total").GetInt32() > 0);
        Assert.Equal(0, old.GetProperty("total").GetInt32());
        Assert.NotEqual(first.GetProperty("findings")[0].GetRawText(), second.GetProperty("findings")[0].GetRawText());
    }

    [Fact]
    public async Task A_monitor_that_stops_is_told_each_way()
    {
        await using var world = await MonitorWorld.StartAsync("own");
        await using var control = new McpPeer(world.Home);
        await using var snapshot = new McpPeer(world.Home, await world.ArgumentsAsync("snapshot"));
        await control.InitializeAsync();
        await snapshot.InitializeAsync();

        await CliProcess.RunAsync(world.Home, "stop", "--timeout", "1");

        Assert.Equal("NOT_RUNNING", (await control.ErrorAsync("status")).Code);
        Assert.Equal("NOT_RUNNING", (await control.ErrorAsync("findings")).Code);
        Assert.True((await control.DataAsync("check_config")).GetProperty("valid").GetBoolean());
        Assert.Equal("stopped", (await snapshot.DataAsync("status")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_check_tells_why_no_monitor_can_run_without_content_and_paths()
    {
        using var home = new TestHome();
        home.Configure($$"""{ "mode": "hush", "log": { "directory": "{{home.Folder}}/elsewhere" }, "upstream": { "ca_bundle": "{{home.Folder}}/hidden.pem" } }""");
        await using var peer = new McpPeer(home);
        await peer.InitializeAsync();

        var check = await peer.DataAsync("check_config");

        Assert.False(check.GetProperty("valid").GetBoolean());
        Assert.Equal(
            ["log.directory", "mode", "upstream.ca_bundle"],
            check.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("key").GetString()).Order());
        Assert.All((string[])["hush", home.Folder, "hidden"], content => Assert.DoesNotContain(content, check.GetRawText(), StringComparison.Ordinal));
    }

    private static void AssertTellsNothing(MonitorWorld world, params JsonElement[] answers) => Assert.All(answers, answer =>
    {
        var text = answer.GetRawText();
        Assert.DoesNotContain(world.Key[14..20], text, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Known[4..12], text, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Home.Folder, text, StringComparison.Ordinal);
    });
}
