namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What a setup text says about the CA.</summary>
/// <param name="Enabled">Whether the configuration has HTTPS opened by a monitor that stays.</param>
/// <param name="Fingerprint">SHA-256, as people compare it.</param>
/// <param name="Until">The day on which it ends.</param>
public sealed record SetupTrust(bool Enabled, string Fingerprint, string Until);
