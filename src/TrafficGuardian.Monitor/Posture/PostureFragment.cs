using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TrafficGuardian.Monitor.Log;

namespace TrafficGuardian.Monitor.Posture;

/// <summary>The posture fragment (<c>clawsec-traffic-posture/v1</c>): nine fields that say how a monitor stands.</summary>
public sealed record PostureFragment
{
    public const string SchemaVersion = "clawsec-traffic-posture/v1";

    public const string Running = "running";
    public const string Stopped = "stopped";
    public const string Stale = "stale";

    /// <summary>More than any fragment has.</summary>
    internal const int LongestText = 4_096;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string Platform { get; init; }

    /// <summary><see cref="Running"/>, <see cref="Stopped"/> or <see cref="Stale"/>.</summary>
    public required string MonitorStatus { get; init; }

    public string Mode { get; init; } = "detect";

    public required bool HttpsInspection { get; init; }

    /// <summary>SHA-256 over the CA's certificate, lower-case hexadecimal; null where HTTPS is not opened.</summary>
    public required string? CaFingerprintSha256 { get; init; }

    /// <summary>The digest of the effective configuration, the one that <c>status</c> shows.</summary>
    public required string ConfigSha256 { get; init; }

    /// <summary>SHA-256 over the finding log's bytes, oldest file first.</summary>
    public required string FindingLogSha256 { get; init; }

    /// <summary>To the millisecond; what is finer is not written.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>
    /// The same for a baseline: what changes by itself is fixed, the time to the beginning of 1970 and the log's digest to that of
    /// an empty log. The status stays, since it changes by what somebody did, and no fixed value of it would be true.
    /// </summary>
    public PostureFragment Stable() => this with { FindingLogSha256 = FindingLogDigest.Empty, GeneratedAt = DateTimeOffset.UnixEpoch };

    /// <summary>Canonical JSON: keys in ordinal order, compact, UTF-8 without BOM, and a final line feed.</summary>
    public byte[] ToUtf8()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("ca_fingerprint_sha256"u8, CaFingerprintSha256);
            json.WriteString("config_sha256"u8, ConfigSha256);
            json.WriteString("finding_log_sha256"u8, FindingLogSha256);
            json.WriteString("generated_at"u8, GeneratedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteBoolean("https_inspection"u8, HttpsInspection);
            json.WriteString("mode"u8, Mode);
            json.WriteString("monitor_status"u8, MonitorStatus);
            json.WriteString("platform"u8, Platform);
            json.WriteString("schema_version"u8, SchemaVersion);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a fragment, with or without its line feed.</summary>
    /// <returns>The fragment; null where the text is none in the form in which <see cref="ToUtf8"/> writes it.</returns>
    public static PostureFragment? TryParse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            if (utf8.Length <= LongestText && Read(utf8.TrimEnd((byte)'\n')) is { } fragment
                && fragment.ToUtf8().AsSpan().TrimEnd((byte)'\n').SequenceEqual(utf8.TrimEnd((byte)'\n')))
            {
                return fragment;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // Something else, or half written.
        }

        return null;
    }

    /// <summary>Whether the two differ in nothing but their time.</summary>
    internal bool SaysTheSame(PostureFragment other) => this with { GeneratedAt = other.GeneratedAt } == other;

    private static PostureFragment Read(ReadOnlySpan<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8.ToArray());
        string? Text(string name) => document.RootElement.GetProperty(name).GetString();
        return new PostureFragment
        {
            CaFingerprintSha256 = Text("ca_fingerprint_sha256"),
            ConfigSha256 = Text("config_sha256") ?? "",
            FindingLogSha256 = Text("finding_log_sha256") ?? "",
            GeneratedAt = DateTimeOffset.ParseExact(
                Text("generated_at") ?? "", TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            HttpsInspection = document.RootElement.GetProperty("https_inspection").GetBoolean(),
            Mode = Text("mode") ?? "",
            MonitorStatus = Text("monitor_status") ?? "",
            Platform = Text("platform") ?? "",
        };
    }
}
