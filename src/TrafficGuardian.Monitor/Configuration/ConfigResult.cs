namespace TrafficGuardian.Monitor.Configuration;

/// <summary>What loading the configuration gave.</summary>
/// <param name="Config">The effective configuration; null where there are problems.</param>
/// <param name="Problems">Everything that is wrong, in the file's order.</param>
/// <param name="Warnings">What is right but will not do what one may think: settings without effect, traffic that goes round the monitor.</param>
/// <param name="Digest"><c>config_sha256</c>: lower-case hex; null where there are problems.</param>
public sealed record ConfigResult(
    MonitorConfig? Config, IReadOnlyList<ConfigProblem> Problems, IReadOnlyList<string> Warnings, string? Digest);
