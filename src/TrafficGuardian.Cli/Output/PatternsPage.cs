using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Cli.Output;

/// <summary>The page of the documentation that lists every pattern and rule with its examples, as Markdown.</summary>
internal static class PatternsPage
{
    private const string Head =
        """
        # Patterns and rules

        What findings name, and the rules behind each name. This page is made from the rule files by `./traffic-guardian patterns list --markdown`; a test holds the two together.

        An example shows made-up characters as `{class:n}`: `{hex:32}` stands for 32 hexadecimal digits. [rules.md](rules.md) tells the format; [detection.md](detection.md) how well it works.

        """;

    /// <summary>Writes the page.</summary>
    /// <param name="writer">Takes it; line ends are <c>\n</c>.</param>
    /// <param name="rules">All rules.</param>
    public static void Write(TextWriter writer, IReadOnlyCollection<RuleInfo> rules)
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var pattern in PatternCatalogue.All)
        {
            text.Append('\n').Append("## ").Append(pattern.Name).Append("\n\n").Append(pattern.Meaning).Append(' ')
                .Append(pattern.MatchIsSecret ? "The match is never shown." : "The match is shown, secrets around it are not.").Append('\n');
            AppendRules(text, [.. rules.Where(rule => rule.Pattern.Name == pattern.Name)]);
        }

        writer.Write(text);
    }

    private static void AppendRules(StringBuilder text, IReadOnlyCollection<RuleInfo> rules)
    {
        if (rules.Count == 0)
        {
            return;
        }

        text.Append("\n| rule | severity | finds | examples | is silent on |\n|---|---|---|---|---|\n");
        foreach (var rule in rules)
        {
            text.Append("| `").Append(rule.Id).Append("` | ").Append(FindingNames.Of(rule.Severity)).Append(" | ").Append(Cell(rule.Description))
                .Append(" | ").Append(Examples(rule.Match)).Append(" | ").Append(Examples(rule.NoMatch)).Append(" |\n");
        }
    }

    private static string Examples(IEnumerable<string> templates) => string.Join("<br>", templates.Select(static t => $"`{Cell(Shown(t))}`"));

    // A template as one line: {{ is a brace, control characters are named. Places stay, so that no key stands on the page.
    private static string Shown(string template)
    {
        var text = template.Replace("{{", "{", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace('`', '\'');
        return string.Concat(text.Select(static c => c < ' ' ? $"\\u{(int)c:x4}" : $"{c}"));
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
