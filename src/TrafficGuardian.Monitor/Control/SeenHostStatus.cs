using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary>One of <c>hosts</c> of the answer to <c>hosts</c>.</summary>
public sealed record SeenHostStatus
{
    /// <summary>The name or address, redacted as in a finding.</summary>
    [JsonPropertyName("host")]
    public required string Host { get; init; }

    /// <summary>Whether something of it was read; false where only tunnels to it were seen.</summary>
    [JsonPropertyName("content")]
    public required bool Content { get; init; }
}
