namespace TrafficGuardian.Cli.Tests.Terminal;

public sealed class TerminalTests : IDisposable
{
    private const string Interrupt = "\x03";
    private const string Suspend = "\x1a";

    private readonly TestHome _home = new();

    [Fact]
    public async Task An_interrupt_typed_at_the_terminal_reaches_the_command_once()
    {
        var result = await PseudoTerminal.PlayAsync(
            _home,
            [("expect", "ready"), ("type", Interrupt), ("expect", "total")],
            CliProcess.Executable, "run", "--quiet", "--", "sh", "-c",
            "n=0; trap 'n=$((n+1))' INT; echo ready; while [ $n = 0 ]; do sleep 0.1; done; sleep 0.5; echo total $n; exit 6");

        Assert.Contains("total 1", result.Output, StringComparison.Ordinal);
        Assert.Equal(6, result.ExitCode);
    }

    [Fact]
    public async Task An_interrupt_that_ends_the_command_gives_130()
    {
        var result = await PseudoTerminal.PlayAsync(
            _home,
            [("expect", "ready"), ("type", Interrupt)],
            CliProcess.Executable, "run", "--quiet", "--", "sh", "-c", "echo ready; exec sleep 60");

        Assert.Equal(130, result.ExitCode);
    }

    [Fact]
    public async Task A_job_can_be_suspended_and_brought_back()
    {
        var result = await PlayInShellAsync(
            ("type", $"{Run} -- sh -c 'echo re\"\"ady; cat'\n"),
            ("expect", "ready"),
            ("type", Suspend),
            ("expect", "Stopped"),
            ("type", "fg\n"),
            ("expect", "cat"),
            ("type", "hello\n"),
            ("expect", "hello"),
            ("expect", "hello"),
            ("type", "\x04"),
            ("type", "echo code=$?\n"),
            ("expect", "code=0"),
            ("type", "exit\n"));

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_command_that_suspends_itself_gives_the_terminal_back_to_the_shell()
    {
        var result = await PlayInShellAsync(
            ("type", $"{Run} -- sh -c 'kill -STOP $$; echo re\"\"sumed'\n"),
            ("expect", "Stopped"),
            ("type", "fg\n"),
            ("expect", "resumed"),
            ("type", "exit\n"));

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_command_that_dies_with_the_terminal_in_disorder_leaves_it_in_order()
    {
        var result = await PlayInShellAsync(
            ("type", $"{Run} -- sh -c 'stty raw -echo; kill -KILL $$'; echo code=$?; stty -a\n"),
            ("expect", "code=137"),
            ("expect", " icanon"),
            ("expect", " echo"),
            ("type", "exit\n"));

        Assert.Equal(0, result.ExitCode);
    }

    public void Dispose() => _home.Dispose();

    private static string Run => $"'{CliProcess.Executable}' run --quiet";

    private Task<CliResult> PlayInShellAsync(params (string Kind, string Text)[] steps)
    {
        Tools.Need("bash");
        _home.Set("PS1", "$ ");
        return PseudoTerminal.PlayAsync(_home, steps, "bash", "--norc", "--noediting", "-i");
    }
}
