namespace TrafficGuardian.Cli.Tests.Terminal;

public sealed class TerminalTests : IDisposable
{
    private const string Interrupt = "\x03";
    private const string Suspend = "\x1a";
    private const string Prompt = "at your service:";

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
            ("expect", Prompt),
            ("type", "fg\n"),
            ("expect", "cat"),
            ("type", "hello\n"),
            ("expect", "hello"),
            ("expect", "hello"),
            ("type", "\x04"),
            ("expect", Prompt),
            ("type", "echo code=$?\n"),
            ("expect", "code=0"));

        Assert.True(result.ExitCode == 0, result.Output);
    }

    [Fact]
    public async Task A_command_that_suspends_itself_gives_the_terminal_back_to_the_shell()
    {
        var result = await PlayInShellAsync(
            ("type", $"{Run} -- sh -c 'kill -STOP $$; echo re\"\"sumed'\n"),
            ("expect", "Stopped"),
            ("expect", Prompt),
            ("type", "fg\n"),
            ("expect", "resumed"));

        Assert.True(result.ExitCode == 0, result.Output);
    }

    [Fact]
    public async Task A_command_that_dies_with_the_terminal_in_disorder_leaves_it_in_order()
    {
        var result = await PlayInShellAsync(
            ("type", $"{Run} -- sh -c 'stty raw -echo; kill -KILL $$'; echo code=$?; stty -a\n"),
            ("expect", "code=137"),
            ("expect", " icanon"),
            ("expect", " echo"));

        Assert.True(result.ExitCode == 0, result.Output);
    }

    public void Dispose() => _home.Dispose();

    private static string Run => $"'{CliProcess.Executable}' run --quiet";

    private Task<CliResult> PlayInShellAsync(params (string Kind, string Text)[] steps)
    {
        // Keys typed before the shell asks for them may be lost: it throws away what waits when a job has stopped.
        Tools.Need("bash");
        return PseudoTerminal.PlayAsync(
            _home,
            [("type", "PS1='at your 'service:\n"), ("expect", Prompt), .. steps, ("expect", Prompt), ("type", "exit\n")],
            "bash", "--norc", "--noediting", "-i");
    }
}
