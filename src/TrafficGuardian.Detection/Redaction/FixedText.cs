using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>What a finding says that no match stands behind.</summary>
/// <param name="Pattern">The pattern's name.</param>
/// <param name="Rule">What stands in the place of a rule.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Snippet">What an operator reads: nothing of what passed.</param>
internal readonly record struct FixedText(string Pattern, string Rule, Severity Severity, string Snippet);
