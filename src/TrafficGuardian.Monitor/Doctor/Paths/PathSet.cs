namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>What a platform's configuration tells about its traffic.</summary>
/// <param name="Paths">Every path, in the configuration's order.</param>
/// <param name="Variables">Variables that the configuration itself sets for the agent.</param>
/// <param name="Notices">What could not be read, or is to be known.</param>
public sealed record PathSet(IReadOnlyList<TrafficPath> Paths, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<PathFinding> Notices)
{
    /// <summary>Nothing is known.</summary>
    public static PathSet Empty { get; } = new([], new Dictionary<string, string>(StringComparer.Ordinal), []);
}
