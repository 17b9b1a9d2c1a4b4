namespace TrafficGuardian.Detection.Findings;

/// <summary>What a pattern name stands for.</summary>
/// <param name="Name">The name that findings carry, such as <c>ai_api_key</c>.</param>
/// <param name="ThreatType">What kind of thing it reports; EXFIL is looked for outbound, INJECTION inbound.</param>
/// <param name="MatchIsSecret">Whether the match itself is hidden. Paths and commands are shown.</param>
/// <param name="Meaning">One sentence for an operator.</param>
public sealed record PatternInfo(string Name, ThreatType ThreatType, bool MatchIsSecret, string Meaning);
