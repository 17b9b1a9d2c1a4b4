using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary><c>snapshot</c> of the status: the files that containers read. Absent where none are written.</summary>
public sealed record SnapshotStatus
{
    /// <summary>Files that were replaced.</summary>
    [JsonPropertyName("written")]
    public long Written { get; init; }

    /// <summary>Files that could not be.</summary>
    [JsonPropertyName("failed")]
    public long Failed { get; init; }

    /// <summary>The kind of the last failure, or null.</summary>
    [JsonPropertyName("last_error")]
    public string? LastError { get; init; }
}
