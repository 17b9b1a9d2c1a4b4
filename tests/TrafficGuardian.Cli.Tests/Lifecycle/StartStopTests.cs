using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Lifecycle;

public sealed class StartStopTests : IDisposable
{
    private readonly TestHome _home = new();

    public StartStopTests() => _home.Configure("""{ "listen": "127.0.0.1:0" }""");

    [Fact]
    public async Task A_background_start_returns_when_it_listens_and_holds_no_pipe()
    {
        // The end of the stream, not only of the process: whoever reads our output must not wait for the monitor.
        var started = await CliProcess.RunAsync(_home, "start", "--background");

        Assert.Equal(0, started.ExitCode);
        Assert.StartsWith("Listening on 127.0.0.1:", started.Output, StringComparison.Ordinal);
        var listen = IPEndPoint.Parse((await StatusAsync(0)).GetProperty("listen").GetString()!);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(listen);
        }

        var stopped = await CliProcess.RunAsync(_home, "stop");
        Assert.Equal((0, "Stopped.\n"), (stopped.ExitCode, stopped.Output));
        Assert.Equal("stopped", (await StatusAsync(3)).GetProperty("state").GetString());
        Assert.False(File.Exists(Path.Combine(_home.Guardian, "state.json")));
        Assert.False(File.Exists(Path.Combine(_home.Guardian, "control.sock")));
    }

    [Theory]
    [InlineData("000")]
    [InlineData("277")]
    [InlineData("777")]
    public async Task Folders_are_0700_and_files_0600_whatever_the_umask(string umask)
    {
        var home = Path.Combine(_home.Folder, "made", "new");
        using var start = CliProcess.StartProgram(
            _home, "/bin/sh", "-c", $"umask {umask}; exec '{CliProcess.Executable}' start --background --home '{home}' --config '{_home.Guardian}/config.json'");
        var started = await start.FinishAsync();
        await CliProcess.RunAsync(_home, "stop", "--home", home);

        Assert.True(started.ExitCode == 0, started.Error);
        Assert.NotEmpty(Directory.GetFiles(home));
        foreach (var path in Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories).Append(home).Append(Path.GetDirectoryName(home)!))
        {
            Assert.Equal((path, Directory.Exists(path) ? "700" : "600"), (path, Convert.ToString((int)File.GetUnixFileMode(path), 8)));
        }
    }

    [Fact]
    public async Task A_running_monitor_leaves_no_port_for_memory_dumps_and_nothing_outside_its_home()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("only Linux lets a process close its diagnostic port");
        }

        Assert.Equal(0, (await CliProcess.RunAsync(_home, "start", "--background")).ExitCode);
        var pid = (await StatusAsync(0)).GetProperty("pid").GetInt32();
        var outside = Directory.EnumerateFileSystemEntries(_home.Folder).Where(path => path.Contains($"-{pid}-", StringComparison.Ordinal)).ToList();
        await CliProcess.RunAsync(_home, "stop");

        Assert.Empty(outside);
    }

    [Fact]
    public async Task Of_two_that_start_at_once_one_wins_and_the_other_says_so()
    {
        var results = await Task.WhenAll(
            CliProcess.RunAsync(_home, "start", "--background"), CliProcess.RunAsync(_home, "start", "--background"));
        await CliProcess.RunAsync(_home, "stop");

        Assert.Equal([0, 1], results.Select(r => r.ExitCode).Order());
        Assert.Contains("a monitor already runs for this home", results.Single(r => r.ExitCode == 1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_start_with_the_remedy()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        _home.Configure($$"""{ "listen": "{{taken.LocalEndpoint}}" }""");

        foreach (var arguments in (string[][])[["start"], ["start", "--background"]])
        {
            var result = await CliProcess.RunAsync(_home, arguments);

            Assert.Equal(1, result.ExitCode);
            Assert.Contains($"{taken.LocalEndpoint}: another process has this port", result.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(_home.Guardian, "state.json")));
        }
    }

    [Fact]
    public async Task A_monitor_that_was_killed_leaves_stale_state_that_the_next_start_cleans()
    {
        await CliProcess.RunAsync(_home, "start", "--background");
        var pid = (await StatusAsync(0)).GetProperty("pid").GetInt32();
        await KillAsync(pid);

        Assert.Equal("stale", (await StatusAsync(4)).GetProperty("state").GetString());
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "start", "--background")).ExitCode);
        Assert.NotEqual(pid, (await StatusAsync(0)).GetProperty("pid").GetInt32());
        await CliProcess.RunAsync(_home, "stop");
    }

    [Fact]
    public async Task A_stop_cleans_stale_state_and_exits_with_0()
    {
        await CliProcess.RunAsync(_home, "start", "--background");
        await KillAsync((await StatusAsync(0)).GetProperty("pid").GetInt32());

        Assert.Equal(0, (await CliProcess.RunAsync(_home, "stop")).ExitCode);
        await StatusAsync(3);
        Assert.Equal((0, "Nothing ran.\n"), await StopAsync());
    }

    [Fact]
    public async Task A_half_written_state_is_stale_and_cleaned()
    {
        TestHome.Write(Path.Combine(_home.Guardian, "state.json"), """{ "pid": 12""");

        await StatusAsync(4);
        Assert.Equal(0, (await StopAsync()).ExitCode);
        await StatusAsync(3);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_the_monitor_in_order(string signal)
    {
        using var process = CliProcess.Start(_home, "start");
        await CliProcess.LineAsync(process.Output, line => line.Contains("findings", StringComparison.Ordinal));

        process.Signal(signal);

        Assert.Equal(0, (await process.FinishAsync()).ExitCode);
        Assert.False(File.Exists(Path.Combine(_home.Guardian, "state.json")));
    }

    [Fact]
    public async Task A_stop_lets_a_request_in_flight_finish()
    {
        var answer = new TaskCompletionSource();
        await using var origin = new TestOrigin { Gate = answer.Task };
        _home.Configure($$"""{ "listen": "127.0.0.1:0", "upstream": { "proxy": "{{origin.Url}}" } }""");
        await CliProcess.RunAsync(_home, "start", "--background");
        using var handler = new HttpClientHandler { Proxy = new WebProxy($"http://{(await StatusAsync(0)).GetProperty("listen").GetString()}") };
        using var client = new HttpClient(handler);
        var request = client.GetStringAsync(new Uri("http://slow.example/"));
        await origin.FirstRequest.Task;

        var stopping = StopAsync();
        answer.SetResult();

        Assert.Equal("fine", await request);
        Assert.Equal(0, (await stopping).ExitCode);
    }

    [Fact]
    public async Task A_hangup_reads_the_exceptions_again()
    {
        Assert.SkipWhen(IsHangupIgnored(), "whoever runs the tests ignores SIGHUP, and so does all that they start");
        await using var origin = new TestOrigin();
        var rest = $$""" "listen": "127.0.0.1:0", "upstream": { "proxy": "{{origin.Url}}" } """;
        _home.Configure($$"""{ {{rest}} }""");
        using var process = CliProcess.Start(_home, "start");
        await CliProcess.LineAsync(process.Output, line => line.Contains("findings", StringComparison.Ordinal));
        var before = (await StatusAsync(0)).GetProperty("config_sha256").GetString();

        _home.Configure($$"""{ {{rest}}, "exceptions": [ { "pattern": "ai_api_key", "reason": "a test" } ] }""");
        process.Signal("HUP");
        while ((await StatusAsync(0)).GetProperty("config_sha256").GetString() == before)
        {
            // Each round asks a new process; there is nothing else to wait for.
        }

        using var handler = new HttpClientHandler { Proxy = new WebProxy($"http://{(await StatusAsync(0)).GetProperty("listen").GetString()}") };
        using var client = new HttpClient(handler);
        using var body = new StringContent(TestSecret.ModelKey());
        await client.PostAsync(new Uri("http://notes.example/"), body);
        process.Signal("TERM");
        await process.FinishAsync();

        Assert.Empty(await File.ReadAllTextAsync(_home.Findings));
    }

    public void Dispose() => _home.Dispose();

    // As nohup does it. The mask has a bit for each signal, the lowest for the first (proc(5)).
    private static bool IsHangupIgnored() => OperatingSystem.IsLinux() && File.ReadLines("/proc/self/status")
        .Where(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal))
        .Any(static line => (Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16) & 1) != 0);

    private static async Task KillAsync(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        CliProcess.Kill("KILL", pid);
        await process.WaitForExitAsync();
    }

    private async Task<(int ExitCode, string Output)> StopAsync()
    {
        var result = await CliProcess.RunAsync(_home, "stop");
        return (result.ExitCode, result.Output);
    }

    private async Task<JsonElement> StatusAsync(int expected)
    {
        var result = await CliProcess.RunAsync(_home, "status", "--json");
        Assert.Equal(expected, result.ExitCode);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}
