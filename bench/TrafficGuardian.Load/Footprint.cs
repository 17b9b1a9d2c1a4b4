namespace TrafficGuardian.Load;

/// <summary>What a contender costs before any load.</summary>
/// <param name="Start">Median time until it listens; zero where nothing is started.</param>
/// <param name="IdleBytes">Resident memory after <see cref="Footprints.Rest"/>.</param>
internal sealed record Footprint(TimeSpan Start, long IdleBytes);
