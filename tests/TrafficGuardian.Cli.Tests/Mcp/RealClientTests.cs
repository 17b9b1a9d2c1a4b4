using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Mcp;

/// <summary>The official SDK's client and the inspector, through the executable, to a real monitor.</summary>
public sealed class RealClientTests(NodePackages packages, MonitorWorlds worlds) : IClassFixture<NodePackages>, IClassFixture<MonitorWorlds>
{
    [Theory]
    [InlineData("control")]
    [InlineData("ipc")]
    [InlineData("snapshot of the group")]
    public async Task The_official_client_finds_every_answer_as_its_schema_says(string source)
    {
        packages.Need();
        var world = await worlds.GetAsync("own");

        var said = await RunAsync(world, [Path.Combine(packages.Folder, "client.mjs"), CliProcess.Executable, "mcp", .. await world.ArgumentsAsync(source)]);

        Assert.Equal("traffic-guardian", said.GetProperty("server").GetProperty("name").GetString());
        var results = said.GetProperty("results");
        Assert.Equal(
            ["clawsec_traffic_status", "clawsec_traffic_findings", "clawsec_traffic_check_config"], results.EnumerateObject().Select(r => r.Name));
        Assert.All(results.EnumerateObject(), result => Assert.Equal((false, true, true), (
            result.Value.GetProperty("isError").GetBoolean(), result.Value.GetProperty("holds").GetBoolean(),
            result.Value.GetProperty("sameAsText").GetBoolean())));
        Assert.Equal("running", results.GetProperty("clawsec_traffic_status").GetProperty("data").GetProperty("state").GetString());
        Assert.Contains(
            results.GetProperty("clawsec_traffic_findings").GetProperty("data").GetProperty("findings").EnumerateArray(),
            finding => finding.GetProperty("pattern").GetString() == "ai_api_key");
        Assert.Equal("INVALID_REQUEST", said.GetProperty("refused").GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(-32602, said.GetProperty("unknown").GetInt32());
        Assert.Empty(said.GetProperty("problems").EnumerateArray());
        Assert.DoesNotContain(world.Key[14..20], said.GetRawText(), StringComparison.Ordinal);

        // It closes our input, and would send a signal after two seconds.
        Assert.InRange(said.GetProperty("closedIn").GetDouble(), 0, 1_900);
    }

    [Fact]
    public async Task The_inspector_lists_and_calls_the_tools()
    {
        packages.Need();
        var world = await worlds.GetAsync("own");

        var listed = await InspectAsync(world, "--method", "tools/list");
        var status = await InspectAsync(world, "--method", "tools/call", "--tool-name", "clawsec_traffic_status");
        var findings = await InspectAsync(
            world, "--method", "tools/call", "--tool-name", "clawsec_traffic_findings", "--tool-arg", "limit=1", "--tool-arg", "severity=high");
        var check = await InspectAsync(world, "--method", "tools/call", "--tool-name", "clawsec_traffic_check_config");

        Assert.Equal(3, listed.GetProperty("tools").GetArrayLength());
        Assert.Equal("running", status.GetProperty("structuredContent").GetProperty("state").GetString());
        Assert.Equal(1, findings.GetProperty("structuredContent").GetProperty("findings").GetArrayLength());
        Assert.True(check.GetProperty("structuredContent").GetProperty("valid").GetBoolean());
    }

    // It gives the server a handful of variables and no others, so the home is named.
    private Task<JsonElement> InspectAsync(MonitorWorld world, params string[] args) => RunAsync(
        world, [packages.Inspector, "--cli", CliProcess.Executable, "mcp", "--platform", "nanoclaw", "--home", world.Home.Guardian, .. args]);

    private static async Task<JsonElement> RunAsync(MonitorWorld world, string[] args)
    {
        using var node = CliProcess.StartProgram(world.Home, "node", args);
        var result = await node.FinishAsync();
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        return JsonElement.Parse(result.Output);
    }
}
