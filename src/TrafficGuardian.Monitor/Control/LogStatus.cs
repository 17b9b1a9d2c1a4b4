using System.Text.Json.Serialization;
using TrafficGuardian.Monitor.Log;

namespace TrafficGuardian.Monitor.Control;

/// <summary><c>log</c> of the status; see <see cref="FindingLog"/>.</summary>
public sealed record LogStatus
{
    [JsonPropertyName("written")]
    public long Written { get; init; }

    [JsonPropertyName("lost")]
    public long Lost { get; init; }

    /// <summary>The kind of the last failure, or null.</summary>
    [JsonPropertyName("last_error")]
    public string? LastError { get; init; }

    internal static LogStatus Of(FindingLog log) =>
        new() { Written = log.Written, Lost = log.Lost, LastError = log.LastError };
}
