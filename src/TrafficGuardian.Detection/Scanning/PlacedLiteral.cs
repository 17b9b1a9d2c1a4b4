namespace TrafficGuardian.Detection.Scanning;

/// <summary>A literal that stands in a view.</summary>
/// <param name="Rule">Index of the rule among all that are looked for together.</param>
/// <param name="Place">Place of its first byte in the view.</param>
internal readonly record struct PlacedLiteral(int Rule, long Place);
