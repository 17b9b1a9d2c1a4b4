using System.Text.Json;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Cli.Output;

/// <summary>The documents of <c>patterns</c>.</summary>
internal static class PatternsJson
{
    /// <summary>Writes the catalogue.</summary>
    public static void WriteList(Utf8JsonWriter writer, List<RuleInfo> rules)
    {
        var byPattern = rules.ToLookup(rule => rule.Pattern.Name, StringComparer.Ordinal);
        writer.WriteStartObject();
        writer.WriteStartArray("patterns");
        foreach (var pattern in PatternCatalogue.All)
        {
            WritePattern(writer, pattern, [.. byPattern[pattern.Name]]);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes one pattern with its rules.</summary>
    public static void WritePattern(Utf8JsonWriter writer, PatternInfo pattern, IReadOnlyCollection<RuleInfo> rules)
    {
        writer.WriteStartObject();
        writer.WriteString("name", pattern.Name);
        writer.WriteString("threat_type", FindingNames.Of(pattern.ThreatType));
        writer.WriteString("direction", DirectionOf(pattern));
        writer.WriteNumber("rules", rules.Count);
        writer.WriteString("meaning", pattern.Meaning);
        writer.WriteBoolean("match_is_secret", pattern.MatchIsSecret);
        writer.WriteStartArray("details");
        foreach (var rule in rules)
        {
            WriteRule(writer, rule);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes what <c>check</c> found.</summary>
    public static void WriteCheck(Utf8JsonWriter writer, IReadOnlyList<RuleSource> files, IReadOnlyList<RuleProblem> problems)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", problems.Count == 0);
        writer.WriteStrings("files", files.Select(file => file.Name));
        writer.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteString("file", problem.Source);
            writer.WriteNumber("line", problem.Line);
            writer.WriteNumber("column", problem.Column);
            writer.WriteString("rule", problem.Rule);
            writer.WriteString("message", problem.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The direction that a pattern is looked for in.</summary>
    public static string DirectionOf(PatternInfo pattern) =>
        FindingNames.Of(pattern.ThreatType == ThreatType.Injection ? Direction.Inbound : Direction.Outbound);

    private static void WriteRule(Utf8JsonWriter writer, RuleInfo rule)
    {
        writer.WriteStartObject();
        writer.WriteString("rule", rule.Id);
        writer.WriteString("severity", FindingNames.Of(rule.Severity));
        writer.WriteString("description", rule.Description);
        writer.WriteString("family", rule.Family);
        writer.WriteString("file", rule.File);
        writer.WriteStrings("literals", rule.Literals);
        writer.WriteString("expression", rule.Expression);
        writer.WriteStrings("validators", rule.Validators);
        writer.WriteStrings("match", rule.Match);
        writer.WriteStrings("no_match", rule.NoMatch);
        writer.WriteEndObject();
    }
}
