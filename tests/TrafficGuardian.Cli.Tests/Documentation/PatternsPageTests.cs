using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Documentation;

[Trait("Category", "Docs")]
public sealed class PatternsPageTests
{
    [Fact]
    public async Task The_page_of_patterns_says_what_the_rule_files_say()
    {
        using var home = new TestHome();
        var made = (await home.CallAsync("patterns", "list", "--markdown")).Output;
        var written = File.ReadAllText(Path.Combine(Root(), "docs", "patterns.md"));

        Assert.True(made == written, "Make it again: ./traffic-guardian patterns list --markdown > docs/patterns.md");
    }

    [Fact]
    public async Task The_list_in_json_has_every_rule_with_its_examples()
    {
        using var home = new TestHome();
        using var document = JsonDocument.Parse((await home.CallAsync("patterns", "list", "--json")).Output);

        foreach (var pattern in document.RootElement.GetProperty("patterns").EnumerateArray())
        {
            var details = pattern.GetProperty("details");
            Assert.Equal(pattern.GetProperty("rules").GetInt32(), details.GetArrayLength());
            Assert.All(details.EnumerateArray(), static rule => Assert.NotEmpty(rule.GetProperty("description").GetString()!));
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TrafficGuardian.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The checkout's root was not found above the built tests.");
        return folder;
    }
}
