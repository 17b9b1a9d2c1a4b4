using System.Text.Json;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>Tells what a file to scan holds: by its ending where that says so, else by its beginning.</summary>
internal static class ScanKinds
{
    /// <summary>Bytes of the beginning that are looked at.</summary>
    public const int SampleBytes = 4096;

    private static readonly string[] MessageFields = ["direction", "dest", "host", "method", "uri", "headers", "body"];

    public static ScanKind Of(string name, ReadOnlySpan<byte> beginning) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".har" => ScanKind.Har,
        ".jsonl" or ".ndjson" => ScanKind.JsonLines,
        _ => OfContent(beginning),
    };

    /// <summary>An archive's first member is <c>log</c>; a message has at least two members of ours in its first ones.</summary>
    private static ScanKind OfContent(ReadOnlySpan<byte> beginning)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var reader = new Utf8JsonReader(beginning.StartsWith(mark) ? beginning[mark.Length..] : beginning, isFinalBlock: false, default);
        var ours = 0;
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.ValueTextEquals("log"u8) && ours == 0)
                {
                    return ScanKind.Har;
                }

                var name = reader.GetString();
                ours += MessageFields.Contains(name, StringComparer.Ordinal) ? 1 : 0;
            }
        }
        catch (JsonException)
        {
            // No JSON, or a second line after the first object: what was seen before decides.
        }

        return ours >= 2 ? ScanKind.JsonLines : ScanKind.Plain;
    }
}
