using System.Globalization;
using System.Text.Json.Serialization;
using TrafficGuardian.Monitor.Control;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>
/// The data of <c>traffic_status</c>: the status without what describes the host (process, folders, addresses, routes, faults of its disk).
/// What is not named here is not told; a field added to the status stays on the host.
/// </summary>
public sealed record DisclosedStatus
{
    /// <summary><c>running</c>, <c>stopped</c> or <c>stale</c>.</summary>
    [JsonPropertyName("state")]
    public required string State { get; init; }

    [JsonPropertyName("platform")]
    public required string Platform { get; init; }

    [JsonPropertyName("mode")]
    public required string Mode { get; init; }

    /// <summary>UTC, to the millisecond, <c>Z</c>.</summary>
    [JsonPropertyName("started_at")]
    public string? StartedAt { get; init; }

    [JsonPropertyName("uptime_seconds")]
    public long? UptimeSeconds { get; init; }

    [JsonPropertyName("https_inspection")]
    public required bool HttpsInspection { get; init; }

    [JsonPropertyName("ca_fingerprint_sha256")]
    public string? CaFingerprintSha256 { get; init; }

    [JsonPropertyName("ca_expires_at")]
    public string? CaExpiresAt { get; init; }

    [JsonPropertyName("config_sha256")]
    public string? ConfigSha256 { get; init; }

    [JsonPropertyName("traffic")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TrafficStatus? Traffic { get; init; }

    [JsonPropertyName("inspection")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InspectionStatus? Inspection { get; init; }

    [JsonPropertyName("findings")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FindingsStatus? Findings { get; init; }

    [JsonPropertyName("log")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DisclosedLog? Log { get; init; }

    /// <summary>In a snapshot, when it was written: UTC, to the millisecond, <c>Z</c>. Absent in an answer, which is of now.</summary>
    [JsonPropertyName("generated_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GeneratedAt { get; init; }

    /// <summary>In a snapshot, the longest time after which it is written again while the monitor runs.</summary>
    [JsonPropertyName("heartbeat_seconds")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? HeartbeatSeconds { get; init; }

    /// <summary>What may be told of a status.</summary>
    public static DisclosedStatus Of(StatusDocument status) => new()
    {
        State = status.State,
        Platform = status.Platform,
        Mode = status.Mode,
        StartedAt = status.StartedAt,
        UptimeSeconds = status.UptimeSeconds,
        HttpsInspection = status.HttpsInspection,
        CaFingerprintSha256 = status.CaFingerprintSha256,
        CaExpiresAt = status.CaExpiresAt,
        ConfigSha256 = status.ConfigSha256,
        Traffic = status.Traffic,
        Inspection = status.Inspection,
        Findings = status.Findings,
        Log = status.Log is { } log ? new DisclosedLog { Written = log.Written, Lost = log.Lost } : null,
    };

    /// <summary>
    /// A snapshot's status as it is to be told now: a monitor that has missed three heartbeats is <c>stale</c>. A clock that was set back
    /// makes none stale.
    /// </summary>
    public DisclosedStatus At(DateTimeOffset now) =>
        State == "running" && HeartbeatSeconds is { } seconds
        && !(DateTimeOffset.TryParse(GeneratedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var generated)
            && now - generated <= TimeSpan.FromSeconds(seconds * 3L))
            ? this with { State = "stale" }
            : this;

    /// <summary>The same as a snapshot's, written at this time.</summary>
    internal DisclosedStatus WrittenAt(DateTimeOffset now) =>
        this with { GeneratedAt = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) };
}
