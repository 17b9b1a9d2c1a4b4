using TrafficGuardian.Monitor.Configuration;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>Which findings pass a <see cref="FindingGate"/>.</summary>
internal sealed record FindingGateOptions
{
    /// <summary>Time in which an equal finding is written once. Default 300 s; zero writes every one.</summary>
    public TimeSpan DedupWindow { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Findings that are silenced. Default none.</summary>
    public IReadOnlyList<ExceptionConfig> Exceptions { get; init; } = [];

    /// <summary>Findings that are remembered at most; the oldest is forgotten first. Default 16,384.</summary>
    public int MaxRemembered { get; init; } = 16_384;
}
