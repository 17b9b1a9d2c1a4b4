using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Doctor;

public sealed class DoctorCommandTests : IDisposable
{
    private const string Clean =
        """
        { "model_list": [{ "model_name": "main", "model": "anthropic/claude" }, { "model_name": "cheap", "model": "deepseek/chat" }], "skills": { "registries": { "clawhub": { "enabled": false } } } }
        """;

    private readonly TestHome _home = new();
    private readonly string _secret = TestSecret.Characters(40);

    public DoctorCommandTests()
    {
        _home.Configure("""{ "listen": "127.0.0.1:18997" }""");
        Directory.CreateDirectory(Path.Combine(_home.Folder, ".picoclaw"));
        Picoclaw(Clean);
    }

    [Fact]
    public async Task The_document_has_its_fields_whatever_is_found()
    {
        var result = await _home.CallAsync("doctor", "--json");

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        using var document = JsonDocument.Parse(result.Output);
        var root = document.RootElement;
        Assert.Equal(
            ["schema_version", "platform", "state", "monitor", "platform_config", "environment", "summary", "paths"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("traffic-guardian-doctor/v1", "picoclaw", "going_round"), (Text(root, "schema_version"), Text(root, "platform"), Text(root, "state")));
        Assert.Equal(["state", "listen", "https_inspection", "is_run"], root.GetProperty("monitor").EnumerateObject().Select(member => member.Name));
        Assert.Equal(1, root.GetProperty("summary").GetProperty("going_round").GetInt32());
        Assert.All(root.GetProperty("paths").EnumerateArray(), path =>
        {
            Assert.Equal(["path", "kind", "state", "hosts", "observed", "findings"], path.EnumerateObject().Select(member => member.Name));
            Assert.All(path.GetProperty("findings").EnumerateArray(), finding =>
                Assert.Equal(["code", "state", "cause", "remedy"], finding.EnumerateObject().Select(member => member.Name)));
        });
    }

    [Fact]
    public async Task The_text_fits_80_columns_and_tells_cause_and_remedy()
    {
        Picoclaw(Clean.Replace("\"skills\"", "\"channel_list\": { \"sensors\": { \"type\": \"mqtt\" } }, \"skills\"", StringComparison.Ordinal));

        var result = await _home.CallAsync("doctor");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("going round +channel sensors\n +why: .*no HTTP proxy carries\n +do: ", result.Output);
        Assert.Contains("seen without content  model main (api.anthropic.com)", result.Output, StringComparison.Ordinal);
        // Lines that hold a path of this machine are as long as it is.
        Assert.All(result.Output.Split('\n').Where(line => !line.Contains(_home.Folder, StringComparison.Ordinal)), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task No_secret_of_a_configuration_or_an_environment_is_printed()
    {
        Picoclaw($$"""
            { "model_list": [
                { "model_name": "a", "model": "openai/gpt", "api_key": "{{_secret}}", "proxy": "http://joe:{{_secret}}@10.0.0.1:3128" },
                { "model_name": "b", "model": "openai/gpt", "api_base": "https://joe:{{_secret}}@llm.example/{{_secret}}?key={{_secret}}" },
                { "model_name": "{{TestSecret.ModelKey()}}", "model": "openai/gpt", "proxy": "{{_secret}}" },
                { "model_name": "{{_secret}}", "model": "openai/gpt", "api_base": "https://{{_secret}}.example/v1" } ],
              "channels": { "telegram": { "enabled": true, "token": "{{_secret}}", "proxy": "socks5://joe:{{_secret}}@10.0.0.1" } },
              "tools": { "mcp": { "servers": { "s": { "command": "/opt/{{_secret}}", "env": { "TOKEN": "{{_secret}}", "HTTPS_PROXY": "http://x:{{_secret}}@h:1" } } } } } }
            """);
        foreach (var name in (string[])["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "REQUEST_METHOD", "PICOCLAW_TOOLS_WEB_PROXY", "OPENAI_API_KEY"])
        {
            _home.Set(name, name.EndsWith("_PROXY", StringComparison.Ordinal) && name != "NO_PROXY" ? $"http://joe:{_secret}@proxy.example:3128" : _secret);
        }

        foreach (var options in (string[][])[["doctor"], ["doctor", "--json"]])
        {
            var result = await _home.CallAsync(options);
            Assert.Equal(1, result.ExitCode);
            Assert.DoesNotContain(_secret, result.Output + result.Error, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("sk-ant-api03-", result.Output + result.Error, StringComparison.Ordinal);
            Assert.Contains("another_proxy", (await _home.CallAsync("doctor", "--json")).Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_running_monitor_tells_what_it_has_seen_and_nothing_goes_round()
    {
        await using var origin = new TestOrigin();
        _home.Configure($$"""{ "listen": "127.0.0.1:0", "upstream": { "proxy": "{{origin.Url}}" } }""");
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "start", "--background")).ExitCode);
        try
        {
            var unused = await CliProcess.RunAsync(_home, "doctor", "--json");
            Assert.Contains("listener_unused", unused.Output, StringComparison.Ordinal);
            await ConnectAsync("api.anthropic.com:443");

            var result = await CliProcess.RunAsync(_home, "doctor", "--json");

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            using var document = JsonDocument.Parse(result.Output);
            var main = Row(document, "model main");
            var cheap = Row(document, "model cheap");
            Assert.Equal(("seen_without_content", true), (Text(main, "state"), main.GetProperty("observed").GetBoolean()));
            Assert.Equal(["https_closed"], Codes(main));
            Assert.False(cheap.GetProperty("observed").GetBoolean());
            Assert.Equal(["https_closed", "never_seen"], Codes(cheap));
        }
        finally
        {
            await CliProcess.RunAsync(_home, "stop");
        }
    }

    [Fact]
    public async Task Under_run_it_finds_the_monitor_of_the_run()
    {
        var result = await CliProcess.RunAsync(_home, "run", "--quiet", "--", CliProcess.Executable, "doctor", "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var document = JsonDocument.Parse(result.Output);
        Assert.True(document.RootElement.GetProperty("monitor").GetProperty("is_run").GetBoolean());
        Assert.Equal("shell", Text(document.RootElement.GetProperty("environment"), "source"));
    }

    [Fact]
    public async Task A_monitor_that_was_killed_is_stale()
    {
        _home.Configure("""{ "listen": "127.0.0.1:0" }""");
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "start", "--background")).ExitCode);
        using (var status = JsonDocument.Parse((await _home.CallAsync("status", "--json")).Output))
        {
            using var process = System.Diagnostics.Process.GetProcessById(status.RootElement.GetProperty("pid").GetInt32());
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var result = await _home.CallAsync("doctor", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("monitor_stale", result.Output, StringComparison.Ordinal);
        await _home.CallAsync("stop");
    }

    public void Dispose() => _home.Dispose();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static JsonElement Row(JsonDocument document, string name) =>
        document.RootElement.GetProperty("paths").EnumerateArray().Single(path => Text(path, "path") == name);

    private static IEnumerable<string?> Codes(JsonElement path) => path.GetProperty("findings").EnumerateArray().Select(finding => Text(finding, "code"));

    private void Picoclaw(string json) => TestHome.Write(Path.Combine(_home.Folder, ".picoclaw", "config.json"), json);

    private async Task ConnectAsync(string destination)
    {
        using var status = JsonDocument.Parse((await _home.CallAsync("status", "--json")).Output);
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(System.Net.IPEndPoint.Parse(Text(status.RootElement, "listen")!));
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"CONNECT {destination} HTTP/1.1\r\nHost: {destination}\r\n\r\n"));
        var answer = new byte[12];
        await client.GetStream().ReadExactlyAsync(answer);
        Assert.Equal("HTTP/1.1 200", System.Text.Encoding.ASCII.GetString(answer));
    }
}
