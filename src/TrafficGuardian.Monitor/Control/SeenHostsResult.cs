using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary>What <c>hosts</c> answers: names only, bounded.</summary>
public sealed record SeenHostsResult
{
    /// <summary>In order of their names.</summary>
    [JsonPropertyName("hosts")]
    public required IReadOnlyList<SeenHostStatus> Hosts { get; init; }

    /// <summary>Whether every host that was asked for is among them.</summary>
    [JsonPropertyName("complete")]
    public required bool Complete { get; init; }
}
