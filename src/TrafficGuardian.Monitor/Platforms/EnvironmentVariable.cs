namespace TrafficGuardian.Monitor.Platforms;

/// <summary>One variable to set for the one process.</summary>
public sealed record EnvironmentVariable(string Name, string Value);
