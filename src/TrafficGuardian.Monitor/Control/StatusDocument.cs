using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary>What <c>status</c> answers, in the contract's order. The counters are absent where no monitor runs.</summary>
public sealed record StatusDocument
{
    /// <summary><c>running</c>, <c>stopped</c> or <c>stale</c>.</summary>
    [JsonPropertyName("state")]
    public required string State { get; init; }

    [JsonPropertyName("platform")]
    public required string Platform { get; init; }

    [JsonPropertyName("mode")]
    public string Mode { get; init; } = "detect";

    [JsonPropertyName("pid")]
    public int? Pid { get; init; }

    /// <summary>The address really bound.</summary>
    [JsonPropertyName("listen")]
    public string? Listen { get; init; }

    [JsonPropertyName("home")]
    public required string Home { get; init; }

    /// <summary>UTC, to the millisecond, <c>Z</c>.</summary>
    [JsonPropertyName("started_at")]
    public string? StartedAt { get; init; }

    [JsonPropertyName("uptime_seconds")]
    public long? UptimeSeconds { get; init; }

    [JsonPropertyName("https_inspection")]
    public required bool HttpsInspection { get; init; }

    /// <summary>SHA-256 over the CA's certificate, lower-case hexadecimal; null where HTTPS is not opened.</summary>
    [JsonPropertyName("ca_fingerprint_sha256")]
    public string? CaFingerprintSha256 { get; init; }

    /// <summary>The end of the CA's validity: UTC, to the millisecond, <c>Z</c>; null where HTTPS is not opened.</summary>
    [JsonPropertyName("ca_expires_at")]
    public string? CaExpiresAt { get; init; }

    [JsonPropertyName("config_sha256")]
    public string? ConfigSha256 { get; init; }

    /// <summary>Base-URL routes that are served.</summary>
    [JsonPropertyName("routes")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RouteStatus>? Routes { get; init; }

    /// <summary>Hosts that are left alone because a client rejects the CA's certificates for them.</summary>
    [JsonPropertyName("bypassed_hosts")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BypassedHostStatus>? BypassedHosts { get; init; }

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
    public LogStatus? Log { get; init; }

    [JsonPropertyName("ipc")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IpcStatus? Ipc { get; init; }

    [JsonPropertyName("snapshot")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SnapshotStatus? Snapshot { get; init; }
}
