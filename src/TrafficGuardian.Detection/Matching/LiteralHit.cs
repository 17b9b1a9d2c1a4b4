namespace TrafficGuardian.Detection.Matching;

/// <summary>A literal that stands in a text.</summary>
/// <param name="Rule">Index of the rule that it belongs to.</param>
/// <param name="Position">Index of its first byte.</param>
internal readonly record struct LiteralHit(int Rule, int Position);
