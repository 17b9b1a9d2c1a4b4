namespace TrafficGuardian.Monitor.Configuration;

/// <summary>One of <c>credentials</c>: exactly one of the first two is set.</summary>
/// <param name="Env">Name of the environment variable that holds the credential.</param>
/// <param name="Pattern"><c>pattern</c> or <c>pattern/rule</c>.</param>
/// <param name="Hosts">Host patterns where it is expected.</param>
public sealed record CredentialConfig(string? Env, string? Pattern, IReadOnlyList<string> Hosts);
