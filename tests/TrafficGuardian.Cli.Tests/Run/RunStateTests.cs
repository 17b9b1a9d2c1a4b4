using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Run;

public sealed class RunStateTests : IAsyncDisposable
{
    private readonly TestHome _home = new();
    private readonly TestOrigin _origin = new();

    public RunStateTests() => _home.Set("http_proxy", _origin.Url);

    private string Runs => Path.Combine(_home.Guardian, "runs");

    [Fact]
    public async Task Each_run_has_a_folder_of_its_own_as_long_as_it_lasts()
    {
        using var one = CliProcess.Start(_home, "run", "--quiet", "--", "sh", "-c", "echo ready; read line");
        using var two = CliProcess.Start(_home, "run", "--quiet", "--", "sh", "-c", "echo ready; read line");
        await CliProcess.LineAsync(one.Output, line => line == "ready");
        await CliProcess.LineAsync(two.Output, line => line == "ready");

        var folders = Directory.GetDirectories(Runs);
        Assert.Equal(2, folders.Length);
        Assert.All(folders, folder => Assert.True(File.Exists(Path.Combine(folder, "state.json"))));
        Assert.All(folders, folder => Assert.True(File.Exists(Path.Combine(folder, "control.sock"))));

        await one.FinishAsync();
        await two.FinishAsync();
        Assert.Empty(Directory.GetDirectories(Runs));
    }

    [Fact]
    public async Task What_a_killed_run_leaves_is_removed_by_the_next()
    {
        using var killed = CliProcess.Start(_home, "run", "--quiet", "--", "sh", "-c", "echo ready; read line");
        await CliProcess.LineAsync(killed.Output, line => line == "ready");
        var left = Assert.Single(Directory.GetDirectories(Runs));

        killed.Signal("KILL");
        await killed.FinishAsync();
        Assert.True(Directory.Exists(left));

        Assert.Equal(0, (await CliProcess.RunAsync(_home, "run", "--quiet", "--", "true")).ExitCode);
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public async Task A_child_that_was_left_behind_keeps_nothing_alive()
    {
        using var process = CliProcess.Start(
            _home, "run", "--quiet", "--", "sh", "-c", "sleep 60 >/dev/null 2>&1 </dev/null & echo $!");
        var result = await process.FinishAsync();

        CliProcess.Kill("KILL", int.Parse(result.Output));
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(Directory.GetDirectories(Runs));
    }

    [Fact]
    public async Task The_summary_counts_and_names_the_log_and_goes_to_standard_error()
    {
        Tools.Need("curl");

        var result = await CliProcess.RunAsync(_home, "run", "--", "curl", "-s", "-d", $"k={TestSecret.ModelKey()}", "http://notes.example/");

        Assert.Equal("fine", result.Output);
        Assert.Contains("1 request, 0 tunnels, 1 finding", result.Error, StringComparison.Ordinal);
        Assert.Contains("pattern: ai_api_key 1", result.Error, StringComparison.Ordinal);
        Assert.Contains($"log: {_home.Findings}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_and_a_start_write_one_log()
    {
        Tools.Need("curl");
        _home.Configure("""{ "listen": "127.0.0.1:0" }""");
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "start", "--background")).ExitCode);

        await CliProcess.RunAsync(_home, "run", "--quiet", "--", "curl", "-s", "-d", $"k={TestSecret.ModelKey()}", "http://notes.example/");
        var threats = await CliProcess.RunAsync(_home, "threats", "--json");
        var status = await CliProcess.RunAsync(_home, "status", "--json");
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "stop")).ExitCode);

        using var finding = JsonDocument.Parse(Assert.Single(threats.Output.TrimEnd('\n').Split('\n')));
        Assert.Equal("ai_api_key", finding.RootElement.GetProperty("pattern").GetString());
        using var document = JsonDocument.Parse(status.Output);
        Assert.Equal("running", document.RootElement.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_home_that_others_may_use_is_refused_with_the_remedy()
    {
        Directory.CreateDirectory(_home.Guardian);
        File.SetUnixFileMode(_home.Guardian, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);

        var result = await CliProcess.RunAsync(_home, "run", "--", "echo", "ran");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("chmod 700", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _home.Dispose();
    }
}
