using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary>What <c>check_config</c> answers about the configuration as it lies on the disk now.</summary>
public sealed record ConfigCheckResult
{
    [JsonPropertyName("valid")]
    public required bool Valid { get; init; }

    /// <summary>Place, cause and remedy each.</summary>
    [JsonPropertyName("problems")]
    public IReadOnlyList<string> Problems { get; init; } = [];
}
