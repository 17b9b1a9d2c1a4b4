using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>One of <c>errors</c> of the disclosed configuration check.</summary>
public sealed record DisclosedConfigProblem
{
    /// <summary>The path of known keys, as far as it is one; <c>config</c> where it is none.</summary>
    [JsonPropertyName("key")]
    public required string Key { get; init; }

    [JsonPropertyName("message")]
    public required string Message { get; init; }
}
