using System.Diagnostics.CodeAnalysis;

namespace TrafficGuardian.Detection.Findings;

/// <summary>The enumerations of a finding as the wire spells them.</summary>
public static class FindingNames
{
    /// <summary><c>outbound</c> or <c>inbound</c>.</summary>
    public static string Of(Direction direction) => direction == Direction.Outbound ? "outbound" : "inbound";

    /// <summary><c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Low => "low",
        Severity.Medium => "medium",
        Severity.High => "high",
        _ => "critical",
    };

    /// <summary><c>EXFIL</c>, <c>INJECTION</c> or <c>POLICY_REVIEW</c>.</summary>
    public static string Of(ThreatType threat) => threat switch
    {
        ThreatType.Exfil => "EXFIL",
        ThreatType.Injection => "INJECTION",
        _ => "POLICY_REVIEW",
    };

    /// <summary>Reads what <see cref="Of(Direction)"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Direction direction)
    {
        direction = text == "inbound" ? Direction.Inbound : Direction.Outbound;
        return text is "inbound" or "outbound";
    }

    /// <summary>Reads what <see cref="Of(Severity)"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Severity severity)
    {
        (severity, var known) = text switch
        {
            "low" => (Severity.Low, true),
            "medium" => (Severity.Medium, true),
            "high" => (Severity.High, true),
            "critical" => (Severity.Critical, true),
            _ => (Severity.Low, false),
        };
        return known;
    }

    /// <summary>Reads what <see cref="Of(ThreatType)"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ThreatType threat)
    {
        (threat, var known) = text switch
        {
            "EXFIL" => (ThreatType.Exfil, true),
            "INJECTION" => (ThreatType.Injection, true),
            "POLICY_REVIEW" => (ThreatType.PolicyReview, true),
            _ => (ThreatType.Exfil, false),
        };
        return known;
    }
}
