using System.Text.RegularExpressions;

namespace TrafficGuardian.Architecture.Tests;

[Trait("Category", "Docs")]
public sealed partial class DocumentationTests
{
    private static readonly string[] TopLevel = [".ci/", "bench/", "docs/", "eng/", "skills/", "src/", "tests/"];

    // Made from the rule files, whose examples name paths of other people.
    private const string MadePage = "docs/patterns.md";

    public static TheoryData<string> Documents => [.. Repository.Files("", ".md")];

    public static TheoryData<string> WrittenDocuments => [.. Repository.Files("", ".md").Where(static file => file != MadePage)];

    [Theory]
    [MemberData(nameof(WrittenDocuments))]
    public void Every_path_that_a_document_names_exists(string document)
    {
        var text = Repository.ReadAllText(document);
        var named = CodeSpan().Matches(text).Select(m => m.Groups["code"].Value.Trim())
            .SelectMany(code => code.Split(' '))
            .Select(word => word.TrimEnd('.', ',', ':', ';'))
            .Where(word => Array.Exists(TopLevel, top => word.StartsWith(top, StringComparison.Ordinal)) && !word.Contains('*') && !word.Contains('<'));
        var missing = named.Where(path => !Exists(path));
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_of_a_document_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(document) ?? "";
        var broken = Link().Matches(CodeSpan().Replace(Repository.ReadAllText(document), ""))
            .Select(m => m.Groups["target"].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(target => !Exists(Path.Combine(folder, target)));
        Assert.Empty(broken);
    }

    private static bool Exists(string path)
    {
        var full = Path.Combine(Repository.Root, path.Split(':')[0]);
        return File.Exists(full) || Directory.Exists(full);
    }

    [GeneratedRegex(@"`(?<code>[^`\n]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
