namespace TrafficGuardian.Monitor.Log;

/// <summary>Which findings are wanted, as an operator or a client of the control socket says it. Null: all.</summary>
/// <param name="Since">A time (ISO 8601) or an age: <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>3d</c>.</param>
/// <param name="Severity">The lowest: <c>low</c>, <c>medium</c>, <c>high</c>, <c>critical</c>.</param>
/// <param name="Pattern">A pattern's name.</param>
/// <param name="Direction"><c>outbound</c> or <c>inbound</c>.</param>
/// <param name="Dest">A host pattern, with or without a port.</param>
/// <param name="Limit">The newest so many; 1 or more.</param>
public sealed record FindingQuery(
    string? Since = null,
    string? Severity = null,
    string? Pattern = null,
    string? Direction = null,
    string? Dest = null,
    int? Limit = null);
