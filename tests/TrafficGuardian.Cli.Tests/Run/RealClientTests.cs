using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Run;

public sealed class RealClientTests : IAsyncDisposable
{
    private const string NodeScript = """
        fetch("http://api.elsewhere.example/save", { method: "POST", body: process.argv[1] })
          .then(r => r.text()).then(t => console.log(t)).catch(() => { console.log("direct"); process.exit(5); });
        """;

    private readonly TestHome _home = new();
    private readonly TestOrigin _origin = new();
    private readonly string _key = TestSecret.ModelKey();

    public RealClientTests()
    {
        _home.Set("http_proxy", _origin.Url);
        _home.Set("https_proxy", _origin.Url);
    }

    [Fact]
    public async Task Curl_is_seen_through()
    {
        Tools.Need("curl");

        var result = await RunAsync("curl", "-s", "-d", $"key={_key}", "http://notes.example/save");

        Assert.Equal((0, "fine"), (result.ExitCode, result.Output));
        AssertKeyFound("notes.example:80");
    }

    [Fact]
    public async Task Pythons_urllib_is_seen_through()
    {
        Tools.Need("python3");

        var result = await RunAsync("python3", "-c",
            "import sys, urllib.request as u; print(u.urlopen('http://notes.example/save', sys.argv[1].encode()).read().decode())", _key);

        Assert.Equal((0, "fine\n"), (result.ExitCode, result.Output));
        AssertKeyFound("notes.example:80");
    }

    [Fact]
    public async Task Git_is_seen_through()
    {
        Tools.Need("git");

        await RunAsync("git", "-c", $"http.extraHeader=X-Note: {_key}", "ls-remote", "http://git.example/repository.git");

        AssertKeyFound("git.example:80");
    }

    [Fact]
    public async Task Nodes_fetch_is_seen_through_where_node_knows_the_variable_and_goes_round_us_where_not()
    {
        Tools.Need("node");
        using var asking = CliProcess.StartProgram(_home, "node", "--version");
        var version = Version.Parse((await asking.FinishAsync()).Output.Trim().TrimStart('v'));
        var knows = version.Major >= 24 || version is { Major: 22, Minor: >= 21 };

        var result = await RunAsync("node", "-e", NodeScript, _key);

        if (knows)
        {
            Assert.Equal("fine\n", result.Output);
            AssertKeyFound("api.elsewhere.example:80");
        }
        else
        {
            // An older node ignores the variable: the name is looked up, and does not exist.
            Assert.Equal((5, "direct\n"), (result.ExitCode, result.Output));
            Assert.Empty(Findings());
        }
    }

    [Fact]
    public async Task Nodes_fetch_without_the_variable_goes_round_us()
    {
        Tools.Need("node");

        var result = await RunAsync("env", "-u", "NODE_USE_ENV_PROXY", "node", "-e", NodeScript, _key);

        Assert.Equal((5, "direct\n"), (result.ExitCode, result.Output));
        Assert.Empty(Findings());
    }

    [Fact]
    public async Task The_proxy_that_the_environment_had_is_the_next_one_and_the_command_sees_ours()
    {
        Tools.Need("curl");

        var result = await RunAsync("sh", "-c", "curl -s http://notes.example/one; echo; echo $http_proxy");

        Assert.StartsWith("GET http://notes.example/one HTTP/1.1", Assert.Single(_origin.Received), StringComparison.Ordinal);
        var ours = result.Output.Split('\n')[1];
        Assert.StartsWith("http://127.0.0.1:", ours, StringComparison.Ordinal);
        Assert.NotEqual(_origin.Url, ours);
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _home.Dispose();
    }

    private Task<CliResult> RunAsync(params string[] command) => CliProcess.RunAsync(_home, ["run", "--quiet", "--", .. command]);

    private string[] Findings() => File.Exists(_home.Findings) ? File.ReadAllLines(_home.Findings) : [];

    private void AssertKeyFound(string dest)
    {
        using var finding = JsonDocument.Parse(Assert.Single(Findings(), line => line.Contains("ai_api_key", StringComparison.Ordinal)));
        Assert.Equal(dest, finding.RootElement.GetProperty("dest").GetString());
        Assert.Equal("outbound", finding.RootElement.GetProperty("direction").GetString());
    }
}
