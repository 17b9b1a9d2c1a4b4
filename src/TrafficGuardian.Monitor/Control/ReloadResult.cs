using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary>What <c>reload</c> answers.</summary>
public sealed record ReloadResult
{
    /// <summary>Whether the new configuration is in force. Where it is not, nothing has changed.</summary>
    [JsonPropertyName("applied")]
    public required bool Applied { get; init; }

    /// <summary>Keys that have changed and take effect at the next start only.</summary>
    [JsonPropertyName("restart_needed")]
    public IReadOnlyList<string> RestartNeeded { get; init; } = [];

    /// <summary>Why nothing was applied: place, cause and remedy each.</summary>
    [JsonPropertyName("problems")]
    public IReadOnlyList<string> Problems { get; init; } = [];
}
