using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace TrafficGuardian.Cli.Mcp;

/// <summary>What a line is, before anything is made of it: a request that may be answered, a notification that matters, or none.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Of a request its own; of a cancellation that of the request called off.</param>
internal readonly record struct Envelope(EnvelopeKind Kind, RequestId? Id = null)
{
    private const int MaxIdChars = 128;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Reads a line as JSON-RPC 2.0. Never throws.</summary>
    public static Envelope Of(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Reading);
            return Of(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON; the second kind is a string that is no UTF-8 or half a surrogate pair.
            return new Envelope(EnvelopeKind.NoJson);
        }
    }

    private static Envelope Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !Text(root, "jsonrpc", "2.0"))
        {
            return new Envelope(EnvelopeKind.Invalid);
        }

        var id = root.TryGetProperty("id", out var value) ? IdOf(value) : null;
        if (value.ValueKind != JsonValueKind.Undefined && id is null)
        {
            return new Envelope(EnvelopeKind.Invalid);
        }

        if (!root.TryGetProperty("method", out var method))
        {
            // An answer; nothing was asked.
            return new Envelope(id is null ? EnvelopeKind.Invalid : EnvelopeKind.Ignored);
        }

        var name = method.ValueKind == JsonValueKind.String ? method.GetString() : null;
        return name is null ? new Envelope(EnvelopeKind.Invalid, id)
            : id is null ? Notification(root, name)
            : new Envelope(IsServed(name) ? EnvelopeKind.Request : EnvelopeKind.Unserved, id);
    }

    // What else the library would answer (subscriptions above all, which stay open) is nothing that these tools need.
    private static bool IsServed(string method) =>
        method is "initialize" or "ping" or "tools/list" or "tools/call" or "server/discover" or "logging/setLevel";

    private static Envelope Notification(JsonElement root, string method)
    {
        if (method == "notifications/initialized")
        {
            return new Envelope(EnvelopeKind.Notification);
        }

        return method == "notifications/cancelled"
            && root.TryGetProperty("params", out var parameters) && parameters.ValueKind == JsonValueKind.Object
            && parameters.TryGetProperty("requestId", out var request) && IdOf(request) is { } id
                ? new Envelope(EnvelopeKind.Notification, id)
                : new Envelope(EnvelopeKind.Ignored);
    }

    private static RequestId? IdOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: <= MaxIdChars } text => new RequestId(text),
        JsonValueKind.Number when value.TryGetInt64(out var number) => new RequestId(number),
        _ => null,
    };

    private static bool Text(JsonElement root, string name, string text) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
