using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>What a well-behaved container does: speak to the world, ask for what was found.</summary>
[Collection(BoundaryWorlds.Name)]
public sealed class ContainerTests(BoundaryWorlds worlds)
{
    [Theory]
    [InlineData("https")]
    [InlineData("http")]
    public async Task Node_speaks_to_the_world_and_both_directions_are_found_under_the_containers_address(string scheme)
    {
        var world = await worlds.GetAsync();
        var key = TestSecret.ModelKey();
        var host = $"{scheme}.made-up-provider.com";

        var answers = await world.Family.AskAsync("request", new[] { new { url = $"{scheme}://{host}/v1/save", body = $"remember {key}" } });

        var answer = Assert.Single(answers.EnumerateArray());
        Assert.True(answer.TryGetProperty("body", out var body), answer.GetRawText());
        Assert.Equal(BoundaryWorld.Command, body.GetString());
        Assert.Equal(scheme == "https", answer.TryGetProperty("issuer", out var issuer) && issuer.GetString()!.StartsWith("Traffic Guardian CA ", StringComparison.Ordinal));
        var requests = scheme == "https" ? world.Secure.Requests : world.Plain.Requests;
        Assert.EndsWith($"\r\n\r\nremember {key}", Assert.Single(requests, request => request.Contains($"Host: {host}", StringComparison.OrdinalIgnoreCase)), StringComparison.Ordinal);
        var found = (await world.FindingsAsync()).Where(finding => Text(finding, "dest").StartsWith(host, StringComparison.Ordinal)).ToList();
        Assert.Equal([("ai_api_key", "outbound"), ("pipe_to_shell", "inbound")], found.Select(finding => (Text(finding, "pattern"), Text(finding, "direction"))).Order());
        Assert.All(found, finding => Assert.Equal(BoundaryNetwork.Family, Text(finding, "source")));
    }

    [Theory]
    [InlineData("--ipc", "/workspace/ipc")]
    [InlineData("--snapshot", "/workspace/extra/snapshot")]
    public async Task The_executable_inside_tells_each_container_its_own_findings_alone(string option, string folder)
    {
        var world = await worlds.GetAsync();
        var name = option.Trim('-');
        await world.Family.AskAsync("request", new[] { new { url = $"http://family-{name}.made-up-provider.com/", body = TestSecret.ModelKey() } });
        await world.Work.AskAsync("request", new[] { new { url = $"http://work-{name}.made-up-provider.com/", body = TestSecret.ModelKey() } });
        await world.FindingsAsync();

        foreach (var (container, mine, others) in new[] { (world.Family, BoundaryNetwork.Family, "work-"), (world.Work, BoundaryNetwork.Work, "family-") })
        {
            if (option == "--snapshot")
            {
                await WrittenAsync(container, $"{(others == "work-" ? "family" : "work")}-{name}.");
            }

            var (said, data) = await container.McpAsync(option, folder);
            Assert.Equal("running", data[0].GetProperty("state").GetString());
            var findings = data[1].GetProperty("findings").EnumerateArray().ToList();
            Assert.Contains(findings, finding => Text(finding, "pattern") == "ai_api_key" && Text(finding, "dest").Contains($"-{name}.", StringComparison.Ordinal));
            Assert.All(findings, finding => Assert.Equal(mine, Text(finding, "source")));
            Assert.DoesNotContain(others, said, StringComparison.Ordinal);
            Assert.True(data[2].GetProperty("valid").GetBoolean());
        }
    }

    [Fact]
    public async Task A_container_has_no_shell_no_home_and_nothing_to_write_to_but_its_own_folder()
    {
        var world = await worlds.GetAsync();
        var files = await world.Family.AskAsync("files", new[] { "/bin", "/usr", "/sbin", "/etc", "/old", "/tmp", "/home", "/root" });
        Assert.DoesNotContain(files.EnumerateObject(), file => file.Name.EndsWith("sh", StringComparison.Ordinal) || file.Name.Contains("ssl", StringComparison.Ordinal) || file.Name.Contains("icu", StringComparison.Ordinal));
        var tried = await world.Family.AskAsync("attempts", ((string[])["/x", "/tmp/x", "/run/traffic-guardian/ca.pem", "/run/traffic-guardian/x", "/workspace/extra/snapshot/status.json", "/workspace/extra/snapshot/x", "/opt/guardian/x"])
            .Select(path => new { act = "write", to = path }).Append(new { act = "remove", to = "/workspace/extra/snapshot/status.json" }));
        Assert.All(tried.EnumerateArray(), code => Assert.Contains(code.GetString(), (string[])["EROFS", "EACCES", "ENOENT"]));
        var own = await world.Family.AskAsync("attempts", new[] { new { act = "write", to = "/workspace/ipc/mine" }, new { act = "remove", to = "/workspace/ipc/mine" } });
        Assert.All(own.EnumerateArray(), code => Assert.Equal("done", code.GetString()));
        Assert.False((await world.Family.AskAsync("env", 0)).TryGetProperty("HOME", out _));
    }

    private static string Text(JsonElement finding, string name) => finding.GetProperty(name).GetString()!;

    private static async Task WrittenAsync(Container container, string text)
    {
        var file = Path.Combine(container.Mounts.Single(mount => mount.Target.EndsWith("/snapshot", StringComparison.Ordinal)).Source, "findings.jsonl");
        while (!(await File.ReadAllTextAsync(file)).Contains(text, StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }
}
