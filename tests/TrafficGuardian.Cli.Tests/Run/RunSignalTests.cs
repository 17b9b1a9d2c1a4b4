namespace TrafficGuardian.Cli.Tests.Run;

public sealed class RunSignalTests : IDisposable
{
    private readonly TestHome _home = new();

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    [InlineData("WINCH")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task A_signal_that_was_sent_to_us_alone_reaches_the_command(string signal)
    {
        // The sleep is a child of the shell: 'wait' is what a trap can interrupt.
        using var process = CliProcess.Start(_home, "run", "--quiet", "--", "sh", "-c",
            $"trap 'echo got {signal}; kill $sleeper; exit 3' {signal}; sleep 60 & sleeper=$!; echo ready; wait");
        await CliProcess.LineAsync(process.Output, line => line == "ready");

        process.Signal(signal);
        var result = await process.FinishAsync();

        Assert.Equal(3, result.ExitCode);
        Assert.Equal($"got {signal}\n", result.Output);
    }

    [Fact]
    public async Task A_command_that_a_passed_signal_ends_gives_128_and_the_signal()
    {
        using var process = CliProcess.Start(_home, "run", "--quiet", "--", "sh", "-c", "echo ready; exec sleep 60");
        await CliProcess.LineAsync(process.Output, line => line == "ready");

        process.Signal("TERM");

        Assert.Equal(128 + 15, (await process.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task A_hangup_that_was_ignored_stays_ignored_for_the_command()
    {
        using var process = CliProcess.StartProgram(_home, "sh", "-c",
            $"trap '' HUP; exec '{CliProcess.Executable}' run --quiet -- sh -c 'kill -HUP $$; echo still here'");

        Assert.Equal("still here\n", (await process.FinishAsync()).Output);
    }

    public void Dispose() => _home.Dispose();
}
