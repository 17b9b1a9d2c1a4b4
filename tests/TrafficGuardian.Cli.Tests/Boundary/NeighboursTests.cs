using System.Text;
using System.Text.Json;
using TrafficGuardian.Monitor.Tests.Reach;

namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>Containers behind a made-up OneCLI and a made-up credential proxy, which stand on the host's own addresses.</summary>
[Collection(BoundaryWorlds.Name)]
public sealed class NeighboursTests
{
    private const string Placeholder = "placeholder";

    [Fact]
    public async Task Each_containers_token_reaches_OneCLI_and_its_base_url_the_credential_proxy_and_nothing_else_of_the_host_is_had()
    {
        MadeGateway gateway = null!;
        OutsideServer credentials = null!;
        await using var world = await BoundaryWorld.StartAsync(made =>
        {
            gateway = new MadeGateway(BoundaryWorld.Command, made.Network.Listen("host", "127.0.0.1"));
            credentials = new OutsideServer(made.Network.Listen("host", BoundaryNetwork.Bridge, 3001), BoundaryWorld.Command);
            TestHome.Write(Path.Combine(made.Home.Guardian, "onecli.pem"), gateway.AuthorityPem);
            return $$"""
                , "upstream": { "proxy": "{{gateway.Url}}", "proxy_credentials": "client", "ca_bundle": "onecli.pem", "no_proxy": ["{{BoundaryNetwork.Bridge}}"] },
                "routes": [{ "listen": "{{BoundaryNetwork.Bridge}}:18871", "target": "http://{{BoundaryNetwork.Bridge}}:3001" }]
                """;
        });
        var keys = new Dictionary<Container, string> { [world.Family] = TestSecret.ModelKey(), [world.Work] = TestSecret.ModelKey() };
        var tokens = keys.ToDictionary(pair => pair.Key, _ => $"aoc_{TestSecret.Characters(40)}");
        foreach (var container in keys.Keys)
        {
            container.Variables = [.. container.Variables.Select(variable => variable.Replace($"PROXY=http://{BoundaryNetwork.Bridge}", $"PROXY=http://x:{tokens[container]}@{BoundaryNetwork.Bridge}", StringComparison.OrdinalIgnoreCase))];
        }

        foreach (var (container, key) in keys)
        {
            var url = container.Variables.Single(variable => variable.StartsWith("ANTHROPIC_BASE_URL=", StringComparison.Ordinal)).Split('=')[1];
            var answers = await container.AskAsync("request", new[] { Sent("https://api.made-up-provider.com/v1", key), Sent(url + "/v1/messages", key) });
            Assert.All(answers.EnumerateArray(), answer => Assert.True(answer.TryGetProperty("body", out var body) && body.GetString() == BoundaryWorld.Command, answer.GetRawText()));

            var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes($"x:{tokens[container]}"));
            Assert.Contains($"\r\nProxy-Authorization: Basic {basic}\r\n", gateway.Connects[^1], StringComparison.OrdinalIgnoreCase);
            Assert.All([gateway.Requests[^1], credentials.Requests.Last()], request =>
            {
                Assert.Contains($"x-api-key: {Placeholder}\r\n", request, StringComparison.Ordinal);
                Assert.EndsWith($"remember {key}", request, StringComparison.Ordinal);
                Assert.DoesNotContain(basic, request, StringComparison.Ordinal);
            });
        }

        var found = await world.FindingsAsync();
        foreach (var address in (string[])[BoundaryNetwork.Family, BoundaryNetwork.Work])
        {
            Assert.Equal(
                [("ai_api_key", "outbound"), ("ai_api_key", "outbound"), ("pipe_to_shell", "inbound"), ("pipe_to_shell", "inbound")],
                found.Where(finding => Text(finding, "source") == address).Select(finding => (Text(finding, "pattern"), Text(finding, "direction"))).Order());
        }

        var connects = gateway.Connects.Count;
        var inside = await world.Family.AskAsync("raw", ((string[])[gateway.Url[7..], $"{BoundaryNetwork.Bridge}:3001", $"{BoundaryNetwork.Work}:80", $"{BoundaryNetwork.Metadata}:80", "metadata.made-up-provider.com:80", "localhost:80"])
            .Select(to => new { host = BoundaryNetwork.Bridge, port = 18870, wait = 20000, text = $"CONNECT {to} HTTP/1.1\r\nProxy-Authorization: Basic eDp5\r\n\r\n" }));
        Assert.All(inside.EnumerateArray(), answer => Assert.StartsWith("HTTP/1.1 403 ", answer.GetProperty("answer").GetString(), StringComparison.Ordinal));
        Assert.Equal(connects, gateway.Connects.Count);
        await AssertNothingIsToldAsync(world, [.. keys.Values, .. tokens.Values.Select(token => token)]);
        await gateway.DisposeAsync();
        await credentials.DisposeAsync();
    }

    private static async Task AssertNothingIsToldAsync(BoundaryWorld world, string[] values)
    {
        var secrets = values.Select(value => (value[..8], Encoding.ASCII.GetBytes(value[13..]))).ToList();
        var (said, data) = await world.Family.McpAsync("--ipc", "/workspace/ipc");
        Assert.Equal(4, data[1].GetProperty("findings").EnumerateArray().Count(finding => Text(finding, "pattern") != "private_destination"));
        Assert.Empty(Leaks.In(Encoding.UTF8.GetBytes(said), secrets));
        foreach (var file in Directory.EnumerateFiles(world.Home.Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".sock", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            Assert.True(!Leaks.In(await File.ReadAllBytesAsync(file), secrets).Any(), file);
        }
    }

    private static object Sent(string url, string key) => new { url, body = $"remember {key}", headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-api-key"] = Placeholder } };

    private static string Text(JsonElement finding, string name) => finding.GetProperty(name).GetString()!;
}
