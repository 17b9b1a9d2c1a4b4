using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Judging;

/// <summary>What a match is in its context.</summary>
/// <param name="IsFinding">False for fill-ins and for credentials at work.</param>
/// <param name="Severity">How much it matters.</param>
internal readonly record struct Verdict(bool IsFinding, Severity Severity)
{
    public static Verdict Nothing => default;
}
