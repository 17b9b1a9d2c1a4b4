namespace TrafficGuardian.Monitor.Inspection;

/// <summary>What a <see cref="FindingGate"/> has seen.</summary>
/// <param name="Total">Findings passed on.</param>
/// <param name="SuppressedDuplicates">Repeats within the window.</param>
/// <param name="Silenced">Findings that an exception silenced.</param>
/// <param name="ByPattern">Findings passed on, by pattern, in ordinal order.</param>
/// <param name="BySeverity">Findings passed on, by severity's name.</param>
internal sealed record FindingCounts(
    long Total,
    long SuppressedDuplicates,
    long Silenced,
    IReadOnlyDictionary<string, long> ByPattern,
    IReadOnlyDictionary<string, long> BySeverity);
