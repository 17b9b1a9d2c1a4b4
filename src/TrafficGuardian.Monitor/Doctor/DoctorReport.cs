namespace TrafficGuardian.Monitor.Doctor;

/// <summary>What is seen and what is not.</summary>
/// <param name="Facts">What it was told from.</param>
/// <param name="Paths">Every path, and rows of things that are about no single one; the worst first.</param>
public sealed record DoctorReport(DoctorFacts Facts, IReadOnlyList<PathReport> Paths)
{
    /// <summary>The worst state of all.</summary>
    public PathState State => Paths.Select(path => path.State).DefaultIfEmpty(PathState.Seen).Max();

    /// <summary>Paths in a state.</summary>
    public int Count(PathState state) => Paths.Count(path => path.State == state);
}
