using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection;

/// <summary>
/// Rules made ready to scan with. Immutable and safe to share; each message is read by a <see cref="MessageScan"/>.
/// </summary>
public sealed class Detector
{
    private Detector()
    {
    }

    /// <summary>Makes a detector, or tells everything that is wrong with the rule files.</summary>
    /// <returns>The detector, or null where <paramref name="problems"/> is not empty.</returns>
    public static Detector? Create(DetectorOptions options, out IReadOnlyList<RuleProblem> problems)
    {
        problems = [];
        return new Detector();
    }
}
