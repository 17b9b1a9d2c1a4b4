using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary>What <c>stop</c> answers, when the last request is finished and the log is flushed.</summary>
public sealed record StopResult
{
    [JsonPropertyName("stopped")]
    public bool Stopped { get; init; } = true;
}
