namespace TrafficGuardian.Detection.Findings;

/// <summary>What kind of thing a finding reports.</summary>
public enum ThreatType
{
    /// <summary>Something that should not leave is leaving.</summary>
    Exfil,

    /// <summary>Something that could command the agent is coming in.</summary>
    Injection,

    /// <summary>An outbound action that an operator may want to review.</summary>
    PolicyReview,
}
