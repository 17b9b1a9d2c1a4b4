namespace TrafficGuardian.Monitor.Configuration;

/// <summary><c>patterns</c>.</summary>
public sealed record PatternsConfig
{
    /// <summary>Pattern names, or <c>pattern/rule</c>, that are switched off. Default none.</summary>
    public IReadOnlyList<string> Disabled { get; init; } = [];

    /// <summary>The user's own rule files. Default none.</summary>
    public IReadOnlyList<string> RuleFiles { get; init; } = [];

    /// <summary>Secrets named by environment variable or file. Default none.</summary>
    public IReadOnlyList<KnownValueConfig> KnownValues { get; init; } = [];
}
