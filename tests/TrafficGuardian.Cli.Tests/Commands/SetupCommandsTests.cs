using System.Text.RegularExpressions;

namespace TrafficGuardian.Cli.Tests.Commands;

/// <summary>What setup tells an operator to type is understood as it stands there.</summary>
public sealed partial class SetupCommandsTests : IDisposable
{
    private readonly TestHome _home = new();

    [Theory]
    [InlineData("picoclaw")]
    [InlineData("nanoclaw")]
    [InlineData("openclaw")]
    [InlineData("hermes")]
    public async Task Every_command_that_setup_prints_is_one(string platform)
    {
        var before = await CommandsAsync(platform);
        await _home.CallAsync("ca", "init", "--platform", platform, "--home", _home.Guardian);
        var after = await CommandsAsync(platform);

        Assert.Contains(before, command => command is ["ca", "init", ..]);
        Assert.Contains(after, command => command is ["ca", "remove", ..]);
        Assert.All(before.Concat(after), Understood);
    }

    private async Task<List<string[]>> CommandsAsync(string platform)
    {
        var text = (await _home.CallAsync("setup", "--platform", platform, "--home", _home.Guardian)).Output;
        return [.. Command().Matches(text).Select(match => match.Groups["command"].Value.Replace("'", "", StringComparison.Ordinal).Split(' '))];
    }

    private void Understood(string[] command)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var parsed = CommandLine.Tree(_home.Context(output, error)).Parse(command[0] == "run" ? [.. command, "--", "true"] : command);
        Assert.True(parsed.Errors.Count == 0, $"{string.Join(' ', command)}: {string.Join(' ', parsed.Errors.Select(problem => problem.Message))}");
    }

    public void Dispose() => _home.Dispose();

    // Up to a remark, the agent's own command, or the end of a quotation.
    [GeneratedRegex(@"traffic-guardian (?<command>[a-z][a-z -]*(?: [^\s""();]+)*?)(?= -- |\s{2}|\)|$)", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Command();
}
