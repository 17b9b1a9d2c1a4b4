using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary><c>log</c> of the disclosed status.</summary>
public sealed record DisclosedLog
{
    [JsonPropertyName("written")]
    public long Written { get; init; }

    [JsonPropertyName("lost")]
    public long Lost { get; init; }
}
