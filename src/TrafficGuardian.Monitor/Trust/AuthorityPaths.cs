namespace TrafficGuardian.Monitor.Trust;

/// <summary>Where a CA lies. Both absolute.</summary>
/// <param name="Certificate">PEM: the CA's certificate, then those above it, if any.</param>
/// <param name="PrivateKey">PEM: its key, unencrypted.</param>
public sealed record AuthorityPaths(string Certificate, string PrivateKey);
