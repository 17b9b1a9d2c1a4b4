namespace TrafficGuardian.Detection.Findings;

/// <summary>
/// One finding, redacted. There is no raw field, and only the redactor and the log reader make one
/// (schema <c>clawsec-traffic-finding/v1</c>).
/// </summary>
public sealed record Finding
{
    /// <summary>The schema's name, the first field of every line.</summary>
    public const string SchemaVersion = "clawsec-traffic-finding/v1";

    internal Finding()
    {
    }

    /// <summary><c>picoclaw</c>, <c>nanoclaw</c>, <c>openclaw</c> or <c>hermes</c>.</summary>
    public required string Platform { get; init; }

    public required Direction Direction { get; init; }

    /// <summary><c>http</c>, <c>https</c>, <c>ws</c>, <c>wss</c> or <c>tunnel</c>.</summary>
    public required string Protocol { get; init; }

    public required ThreatType ThreatType { get; init; }

    /// <summary>What was found, a name of the catalogue such as <c>ai_api_key</c>.</summary>
    public required string Pattern { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>The monitored client's address.</summary>
    public required string Source { get; init; }

    /// <summary>The remote peer as <c>host:port</c>.</summary>
    public required string Dest { get; init; }

    /// <summary>At most 160 characters of redacted context.</summary>
    public required string Snippet { get; init; }

    /// <summary>When it was seen, UTC, to the millisecond.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What a review has beyond these fields; null for every other threat type.</summary>
    public ReviewFields? Review { get; init; }
}
