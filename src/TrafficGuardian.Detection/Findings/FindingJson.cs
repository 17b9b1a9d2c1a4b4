using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrafficGuardian.Detection.Findings;

/// <summary>
/// A finding as JSON (schema <c>clawsec-traffic-finding/v1</c>): eleven fields, in the specification's order.
/// </summary>
public static class FindingJson
{
    /// <summary>
    /// How lines are written: compact, only what JSON demands escaped. The redactor has already made control characters visible.
    /// </summary>
    public static JsonWriterOptions WriterOptions { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes one object, without a newline.</summary>
    public static void Write(Utf8JsonWriter writer, Finding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("schema_version"u8, Finding.SchemaVersion);
        writer.WriteString("platform"u8, finding.Platform);
        writer.WriteString("direction"u8, NameOf(finding.Direction));
        writer.WriteString("protocol"u8, finding.Protocol);
        writer.WriteString("threat_type"u8, NameOf(finding.ThreatType));
        writer.WriteString("pattern"u8, finding.Pattern);
        writer.WriteString("severity"u8, NameOf(finding.Severity));
        writer.WriteString("source"u8, finding.Source);
        writer.WriteString("dest"u8, finding.Dest);
        writer.WriteString("snippet"u8, finding.Snippet);
        writer.WriteString("timestamp"u8, Timestamp(finding.Timestamp));
        writer.WriteEndObject();
    }

    /// <summary>Reads one line. Fields that are unknown are passed over; a missing or malformed one refuses the line.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out Finding? finding)
    {
        finding = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            var root = JsonElement.ParseValue(ref reader);
            return !reader.Read() && root.ValueKind == JsonValueKind.Object && TryMake(root, out finding);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A torn or foreign line: malformed JSON, or a string that is no valid UTF-8.
            return false;
        }
    }

    /// <summary><c>outbound</c> or <c>inbound</c>.</summary>
    public static string NameOf(Direction direction) => direction == Direction.Outbound ? "outbound" : "inbound";

    /// <summary><c>EXFIL</c>, <c>INJECTION</c> or <c>POLICY_REVIEW</c>.</summary>
    public static string NameOf(ThreatType type) => type switch
    {
        ThreatType.Exfil => "EXFIL",
        ThreatType.Injection => "INJECTION",
        _ => "POLICY_REVIEW",
    };

    /// <summary><c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</summary>
    public static string NameOf(Severity severity) => severity switch
    {
        Severity.Low => "low",
        Severity.Medium => "medium",
        Severity.High => "high",
        _ => "critical",
    };

    /// <summary>Reads a severity's name.</summary>
    public static bool TryParse(string? name, out Severity severity)
    {
        severity = name switch
        {
            "medium" => Severity.Medium,
            "high" => Severity.High,
            "critical" => Severity.Critical,
            _ => Severity.Low,
        };
        return severity != Severity.Low || name == "low";
    }

    /// <summary>Reads a direction's name.</summary>
    public static bool TryParse(string? name, out Direction direction)
    {
        direction = name == "inbound" ? Direction.Inbound : Direction.Outbound;
        return name is "inbound" or "outbound";
    }

    /// <summary>Reads a threat type's name.</summary>
    public static bool TryParse(string? name, out ThreatType type)
    {
        type = name switch
        {
            "EXFIL" => ThreatType.Exfil,
            "INJECTION" => ThreatType.Injection,
            _ => ThreatType.PolicyReview,
        };
        return type != ThreatType.PolicyReview || name == "POLICY_REVIEW";
    }

    private static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static bool TryMake(JsonElement root, [NotNullWhen(true)] out Finding? finding)
    {
        finding = null;
        if (Text(root, "schema_version") != Finding.SchemaVersion
            || !TryParse(Text(root, "direction"), out Direction direction)
            || !TryParse(Text(root, "threat_type"), out ThreatType threatType)
            || !TryParse(Text(root, "severity"), out Severity severity)
            || !DateTimeOffset.TryParse(Text(root, "timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var timestamp)
            || Text(root, "platform") is not { } platform
            || Text(root, "protocol") is not { } protocol
            || Text(root, "pattern") is not { } pattern
            || Text(root, "source") is not { } source
            || Text(root, "dest") is not { } dest
            || Text(root, "snippet") is not { } snippet)
        {
            return false;
        }

        finding = new Finding
        {
            Platform = platform,
            Direction = direction,
            Protocol = protocol,
            ThreatType = threatType,
            Pattern = pattern,
            Severity = severity,
            Source = source,
            Dest = dest,
            Snippet = snippet,
            Timestamp = timestamp,
        };
        return true;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
