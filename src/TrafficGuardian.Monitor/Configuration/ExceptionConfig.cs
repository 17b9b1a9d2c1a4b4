namespace TrafficGuardian.Monitor.Configuration;

/// <summary>One of <c>exceptions</c>: a finding that is silenced, and counted as such.</summary>
/// <param name="Pattern">Pattern name.</param>
/// <param name="Dest">Host pattern, with or without <c>:port</c>; null means any.</param>
/// <param name="Direction"><c>outbound</c>, <c>inbound</c>, or null for both.</param>
/// <param name="Reason">Why; never empty.</param>
/// <param name="Until">When it ends, or null.</param>
public sealed record ExceptionConfig(string Pattern, string? Dest, string? Direction, string Reason, DateTimeOffset? Until);
