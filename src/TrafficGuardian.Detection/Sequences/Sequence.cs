using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Sequences;

/// <summary>Steps that together look like an attack.</summary>
/// <param name="Rule">What stands in the place of a rule.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Shown">What an operator reads, redacted.</param>
internal readonly record struct Sequence(string Rule, Severity Severity, string Shown);
