using System.Text.Json;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>How many findings there are, by pattern and by severity.</summary>
public sealed record DisclosedCounts
{
    /// <summary>By pattern; <c>known_value</c> is the plain number of all, whatever the filters say.</summary>
    public IReadOnlyDictionary<string, long> ByPattern { get; init; } = new Dictionary<string, long>();

    /// <summary>By severity; <c>known_value</c> is in none of them.</summary>
    public IReadOnlyDictionary<string, long> BySeverity { get; init; } = new Dictionary<string, long>();

    internal static DisclosedCounts Of(IEnumerable<Finding> findings, long knownValues)
    {
        var byPattern = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var bySeverity = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            byPattern[finding.Pattern] = byPattern.GetValueOrDefault(finding.Pattern) + 1;
            var severity = FindingNames.Of(finding.Severity);
            bySeverity[severity] = bySeverity.GetValueOrDefault(severity) + 1;
        }

        if (knownValues > 0)
        {
            byPattern[PatternCatalogue.KnownValue] = knownValues;
        }

        return new DisclosedCounts { ByPattern = byPattern, BySeverity = bySeverity };
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Write(json, "by_pattern", ByPattern);
        Write(json, "by_severity", BySeverity);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
        {
            json.WriteNumber(key, count);
        }

        json.WriteEndObject();
    }
}
