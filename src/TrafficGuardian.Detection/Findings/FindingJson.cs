using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrafficGuardian.Detection.Findings;

/// <summary>A finding as one JSON line (schema <c>clawsec-traffic-finding/v1</c>): eleven fields in the schema's order, and four more for a review.</summary>
public static class FindingJson
{
    /// <summary>Longest line in bytes, its line feed included.</summary>
    public const int MaxLineBytes = 4096;

    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // A field that a peer controls may grow to six bytes a character; with these lengths no line passes the limit.
    private const int MaxNameChars = 64;
    private const int MaxPeerChars = 260;

    // Snippets hold visible characters only, so nothing but quotes and backslashes needs an escape.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the finding and a line feed.</summary>
    public static void Write(Finding finding, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, Writing))
        {
            json.WriteStartObject();
            json.WriteString("schema_version"u8, Finding.SchemaVersion);
            json.WriteString("platform"u8, Cut(finding.Platform, MaxNameChars));
            json.WriteString("direction"u8, FindingNames.Of(finding.Direction));
            json.WriteString("protocol"u8, Cut(finding.Protocol, MaxNameChars));
            json.WriteString("threat_type"u8, FindingNames.Of(finding.ThreatType));
            json.WriteString("pattern"u8, Cut(finding.Pattern, MaxNameChars));
            json.WriteString("severity"u8, FindingNames.Of(finding.Severity));
            json.WriteString("source"u8, Cut(finding.Source, MaxNameChars));
            json.WriteString("dest"u8, Cut(finding.Dest, MaxPeerChars));
            json.WriteString("snippet"u8, finding.Snippet);
            json.WriteString("timestamp"u8, finding.Timestamp.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture));
            if (finding.Review is { } review)
                WriteReview(json, review);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>
    /// Reads a line that <see cref="Write"/> made. Unknown fields are passed over, so that a later version's lines
    /// can be read; false where it is no finding.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out Finding? finding)
    {
        finding = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            finding = ReadFields(ref reader) is { } fields ? ToFinding(fields) : null;
            return finding is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A torn or foreign line: the answer says so. (Invalid UTF-8 in a string throws the second kind.)
            return false;
        }
    }

    private static void WriteReview(Utf8JsonWriter json, ReviewFields review)
    {
        json.WriteString("source_type"u8, ReviewNames.Of(review.Source));
        json.WriteString("mutation_category"u8, ReviewNames.Of(review.Category));
        json.WriteBoolean("approval_marker_present"u8, review.HasApprovalMarker);
        json.WriteString("execution_context"u8, ReviewNames.Of(review.Origin));
    }

    private static Dictionary<string, string>? ReadFields(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        var fields = new Dictionary<string, string>(15);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                fields[name] = reader.GetString()!;
            else if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
                fields[name] = reader.TokenType == JsonTokenType.True ? "true" : "false";
            else
                reader.Skip();
        }

        return reader.TokenType == JsonTokenType.EndObject ? fields : null;
    }

    private static Finding? ToFinding(Dictionary<string, string> fields)
    {
        if (fields.GetValueOrDefault("schema_version") != Finding.SchemaVersion
            || !fields.TryGetValue("pattern", out var pattern)
            || !FindingNames.TryParse(fields.GetValueOrDefault("direction"), out Direction direction)
            || !FindingNames.TryParse(fields.GetValueOrDefault("threat_type"), out ThreatType threat)
            || !FindingNames.TryParse(fields.GetValueOrDefault("severity"), out Severity severity)
            || !DateTimeOffset.TryParse(
                fields.GetValueOrDefault("timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var timestamp))
        {
            return null;
        }

        var review = threat == ThreatType.PolicyReview ? ToReview(fields) : null;
        if (threat == ThreatType.PolicyReview && review is null)
            return null;

        return new Finding
        {
            Platform = fields.GetValueOrDefault("platform", ""),
            Direction = direction,
            Protocol = fields.GetValueOrDefault("protocol", ""),
            ThreatType = threat,
            Pattern = pattern,
            Severity = severity,
            Source = fields.GetValueOrDefault("source", ""),
            Dest = fields.GetValueOrDefault("dest", ""),
            Snippet = fields.GetValueOrDefault("snippet", ""),
            Timestamp = timestamp.ToUniversalTime(),
            Review = review,
        };
    }

    private static ReviewFields? ToReview(Dictionary<string, string> fields) =>
        ReviewNames.TryParse(fields.GetValueOrDefault("source_type"), out ReviewSource source)
        && ReviewNames.TryParse(fields.GetValueOrDefault("mutation_category"), out MutationCategory category)
        && ReviewNames.TryParse(fields.GetValueOrDefault("execution_context"), out ExecutionOrigin origin)
        && fields.GetValueOrDefault("approval_marker_present") is "true" or "false"
            ? new ReviewFields(source, category, fields["approval_marker_present"] == "true", origin)
            : null;

    private static ReadOnlySpan<char> Cut(string text, int max) => text.AsSpan(0, Math.Min(text.Length, max));
}
