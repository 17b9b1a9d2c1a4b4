namespace TrafficGuardian.Detection.Findings;

/// <summary>How much a finding matters. Ordered.</summary>
public enum Severity
{
    /// <summary>Worth a line, not worth a look by itself.</summary>
    Low,
    Medium,
    High,
    Critical,
}
