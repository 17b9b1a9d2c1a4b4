using System.Text.RegularExpressions;

namespace TrafficGuardian.Cli.Tests.Documentation;

[Trait("Category", "Docs")]
public sealed partial class DocumentedCommandsTests
{
    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(Root(), "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root(), "docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root(), path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_command_that_a_document_names_is_understood(string document)
    {
        var commands = Command().Matches(File.ReadAllText(Path.Combine(Root(), document))).Select(m => m.Groups["arguments"].Value.Trim());
        var refused = new List<string>();
        using var home = new TestHome();
        using var output = new StringWriter();
        foreach (var command in commands)
        {
            var parsed = CommandLine.Tree(home.Context(output, output)).Parse(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            refused.AddRange(parsed.Errors.Select(error => $"{command}: {error.Message}"));
        }

        Assert.Empty(refused);
    }

    [Fact]
    public void The_readme_names_commands_at_all() =>
        Assert.True(Command().Count(File.ReadAllText(Path.Combine(Root(), "README.md"))) > 5);

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TrafficGuardian.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The checkout's root was not found above the built tests.");
        }

        return folder;
    }

    /// <summary>What follows the program's name on a line of a code block, or in a code span.</summary>
    [GeneratedRegex(@"(^|`)(\./)?traffic-guardian (?<arguments>[^`\n|#>]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Command();
}
