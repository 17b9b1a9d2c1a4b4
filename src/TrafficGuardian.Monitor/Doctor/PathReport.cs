using TrafficGuardian.Monitor.Doctor.Paths;

namespace TrafficGuardian.Monitor.Doctor;

/// <summary>A path with all that was found about it.</summary>
/// <param name="Path">The path; null for findings that are about none in particular.</param>
/// <param name="Name">How it is called: <c>kind name</c>.</param>
/// <param name="Findings">What was found, the worst first.</param>
/// <param name="Observed">Whether a monitor that runs has seen one of its hosts; null where none runs or no host is known.</param>
public sealed record PathReport(TrafficPath? Path, string Name, IReadOnlyList<PathFinding> Findings, bool? Observed)
{
    /// <summary>The worst of its findings.</summary>
    public PathState State => Findings.Select(finding => finding.State).DefaultIfEmpty(PathState.Seen).Max();
}
