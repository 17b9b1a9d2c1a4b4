using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using TrafficGuardian.Monitor.Disclosure;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>A request file's content that was understood.</summary>
/// <param name="Type">See <see cref="QuestionType"/>.</param>
/// <param name="Parameters">What is neither type, id nor time.</param>
internal sealed record ContainerRequest(string Type, IReadOnlyList<JsonProperty> Parameters)
{
    /// <summary>Longest request in bytes.</summary>
    public const int MaxBytes = 16_384;

    /// <summary>A request that is older is stale; what nobody came for in this time is removed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // The year 5138 in seconds, 1973 in milliseconds.
    private const long MostSeconds = 100_000_000_000;

    // Container and host have one clock.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 2, AllowDuplicateProperties = false };

    /// <summary>Reads a request.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="id">The id that the file's name holds.</param>
    /// <param name="now">The time.</param>
    /// <param name="refusal">Why it is refused; null where it is understood.</param>
    public static ContainerRequest? Parse(ReadOnlyMemory<byte> content, string id, DateTimeOffset now, out Refusal? refusal)
    {
        try
        {
            refusal = Refusal.Broken;
            return Utf8.IsValid(content.Span) ? Read(JsonElement.Parse(content.Span, Reading), id, now, out refusal) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or a text with half of a surrogate pair.
            refusal = Refusal.Broken;
            return null;
        }
    }

    private static ContainerRequest? Read(JsonElement root, string id, DateTimeOffset now, out Refusal? refusal)
    {
        refusal = Refusal.Broken;
        if (root.ValueKind != JsonValueKind.Object || !root.EnumerateObject().All(IsPlain))
        {
            return null;
        }

        var type = Text(root, "type");
        refusal = type is null ? Refusal.Broken
            : Text(root, "requestId") != id ? Refusal.ForeignId
            : !QuestionType.Exists(type) ? Refusal.UnknownType
            : Time(root) is not { } time ? Refusal.NoTime
            : time > now + Ahead ? Refusal.Future
            : time < now - Lifetime ? Refusal.Stale
            : null;

        // Who asks is told by the folder; that a request names it too, as ClawSec's tools do, changes nothing.
        return refusal is not null ? null : new ContainerRequest(
            type!, [.. root.EnumerateObject().Where(static member => member.Name is not ("type" or "requestId" or "timestamp" or "groupFolder" or "group"))]);
    }

    private static bool IsPlain(JsonProperty member) =>
        !member.Name.Any(char.IsControl) && member.Value.ValueKind switch
        {
            JsonValueKind.String => !member.Value.GetString()!.Any(char.IsControl),
            JsonValueKind.Object or JsonValueKind.Array => false,
            _ => true,
        };

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement root)
    {
        if (!root.TryGetProperty("timestamp", out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number)
        {
            // Milliseconds as JavaScript counts, or seconds as others do: for thousands of years no number is near to both.
            return value.TryGetDecimal(out var number) && number is >= 0 and < 253_402_300_800_000
                ? DateTimeOffset.FromUnixTimeMilliseconds((long)(number < MostSeconds ? number * 1_000 : number)) : null;
        }

        return value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
