using TrafficGuardian.Detection.Matching;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>The rules for messages of one direction, by the view they look at.</summary>
internal sealed record DirectionRules(RuleSet Text, RuleSet Command);
