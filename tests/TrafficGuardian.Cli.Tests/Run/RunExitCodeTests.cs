namespace TrafficGuardian.Cli.Tests.Run;

public sealed class RunExitCodeTests : IDisposable
{
    private readonly TestHome _home = new();

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -TERM $$", 128 + 15)]
    [InlineData("kill -KILL $$", 128 + 9)]
    public async Task The_commands_end_is_our_end(string script, int expected)
    {
        var result = await CliProcess.RunAsync(_home, "run", "--quiet", "--", "sh", "-c", script);

        Assert.Equal(expected, result.ExitCode);
    }

    [Fact]
    public async Task A_command_that_is_nowhere_is_127()
    {
        var result = await CliProcess.RunAsync(_home, "run", "--", "no-such-command-at-all");

        Assert.Equal(127, result.ExitCode);
        Assert.Contains("no-such-command-at-all: command not found", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_file_that_is_no_program_is_126()
    {
        var result = await CliProcess.RunAsync(_home, "run", "--", _home.FileIn("data", "text"));

        Assert.Equal(126, result.ExitCode);
        Assert.Contains("is not an executable file", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_whose_interpreter_is_missing_is_126()
    {
        var result = await CliProcess.RunAsync(_home, "run", "--", Script("bad", "#!/no/such/interpreter\n"));

        Assert.Equal(126, result.ExitCode);
        Assert.Contains("interpreter", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_without_an_interpreter_line_runs_in_sh()
    {
        var result = await CliProcess.RunAsync(_home, "run", "--quiet", "--", Script("plain", "echo \"hello $1\"; exit 4\n"), "you");

        Assert.Equal(4, result.ExitCode);
        Assert.Equal("hello you\n", result.Output);
    }

    [Fact]
    public async Task A_command_in_the_current_folder_is_not_picked_up_by_its_name()
    {
        Script("planted", "#!/bin/sh\necho planted\n");
        _home.Set("PATH", $":.:{Environment.GetEnvironmentVariable("PATH")}");

        var byName = await CliProcess.RunAsync(_home, "run", "--", "planted");
        var byPath = await CliProcess.RunAsync(_home, "run", "--quiet", "--", "./planted");

        Assert.Equal(127, byName.ExitCode);
        Assert.Equal("planted\n", byPath.Output);
    }

    [Fact]
    public async Task Arguments_pass_as_they_are()
    {
        var result = await CliProcess.RunAsync(
            _home, "run", "--quiet", "--", "printf", "[%s]", "--quiet", "a b", "", "--", "@x", "-h", "--home", "\u00e9");

        Assert.Equal("[--quiet][a b][][--][@x][-h][--home][\u00e9]", result.Output);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "--")]
    [InlineData("run", "ls")]
    [InlineData("run", "--quite", "--", "ls")]
    [InlineData("run", "ls", "--", "ls")]
    public async Task Without_a_command_after_the_mark_it_is_wrong_usage(params string[] args)
    {
        var result = await _home.CallAsync(args);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("traffic-guardian: ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Standard_streams_are_the_commands_own()
    {
        using var process = CliProcess.Start(_home, "run", "--quiet", "--", "sh", "-c", "cat; echo problem >&2");
        await process.Input.WriteAsync("through\n");

        var result = await process.FinishAsync();

        Assert.Equal("through\n", result.Output);
        Assert.Equal("problem\n", result.Error);
    }

    [Fact]
    public async Task What_the_runtime_ignores_is_not_ignored_in_the_command()
    {
        var result = await CliProcess.RunAsync(_home, "run", "--quiet", "--", "sh", "-c", "(yes; echo $? >&2) | head -n 1");

        Assert.Equal("y\n", result.Output);
        Assert.DoesNotContain("Broken pipe", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();

    private string Script(string name, string text)
    {
        var path = _home.FileIn(name, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
