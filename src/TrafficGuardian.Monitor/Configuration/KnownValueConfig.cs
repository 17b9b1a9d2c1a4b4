namespace TrafficGuardian.Monitor.Configuration;

/// <summary>One of <c>patterns.known_values</c>: exactly one of the two is set.</summary>
/// <param name="Env">Name of the environment variable that holds the value.</param>
/// <param name="File">Path of the file that holds it.</param>
public sealed record KnownValueConfig(string? Env, string? File);
