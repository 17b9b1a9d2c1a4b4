using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary>What <c>flush</c> answers.</summary>
public sealed record FlushResult
{
    [JsonPropertyName("flushed")]
    public bool Flushed { get; init; } = true;
}
