using System.Text;
using System.Text.Json;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>
/// Reads one message a line: an object with <c>direction</c>, <c>dest</c> or <c>host</c>, <c>method</c>, <c>uri</c>,
/// <c>status</c>, <c>headers</c> (an object, or a list of <c>{name, value}</c>), <c>body</c> (text, or JSON that is the body as it
/// stands), and <c>time</c> (ISO 8601). All are optional; an object that holds no part of a message is the body itself.
/// </summary>
internal static class JsonLinesReader
{
    private static readonly string[] MessageParts = ["uri", "headers", "method", "status"];

    /// <param name="place">File and line, for errors.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="defaults">What a line that names no direction or destination means.</param>
    /// <exception cref="ScanInputException">The line is no JSON object, or a field has no usable value.</exception>
    public static ScanMessage Read(string place, ReadOnlyMemory<byte> line, ScanMessage defaults)
    {
        using var document = Parse(place, line);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ScanInputException($"{place}: each line must be one JSON object. Give a plain file another ending than '.jsonl'.");
        }

        var message = Destination(place, root, defaults) with { Direction = DirectionOf(place, root, defaults.Direction) };
        return message with { Time = TimeOf(root), Head = Head(root, message), Body = BodyOf(root) };
    }

    private static byte[] BodyOf(JsonElement root)
    {
        var hasBody = root.TryGetProperty("body", out var body);
        if (!hasBody)
        {
            return MessageParts.Any(part => root.TryGetProperty(part, out _)) ? [] : Encoding.UTF8.GetBytes(root.GetRawText());
        }

        return body.ValueKind switch
        {
            JsonValueKind.String => Encoding.UTF8.GetBytes(body.GetString() ?? ""),
            JsonValueKind.Null => [],
            _ => Encoding.UTF8.GetBytes(body.GetRawText()),
        };
    }

    private static JsonDocument Parse(string place, ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new ScanInputException(
                $"{place}:{e.BytePositionInLine + 1}: no valid JSON from here on. Each line must be one JSON object; give a plain file another ending than '.jsonl'.");
        }
    }

    private static Direction DirectionOf(string place, JsonElement root, Direction otherwise) => Text(root, "direction") switch
    {
        null => otherwise,
        "outbound" => Direction.Outbound,
        "inbound" => Direction.Inbound,
        _ => throw new ScanInputException($"{place}: 'direction' must be \"outbound\" or \"inbound\"."),
    };

    private static ScanMessage Destination(string place, JsonElement root, ScanMessage defaults)
    {
        if (Text(root, "uri") is { } uri && Uri.TryCreate(uri, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "ws" or "wss")
        {
            defaults = defaults with { Protocol = address.Scheme, Host = address.IdnHost.ToLowerInvariant(), Port = address.Port };
        }

        return (Text(root, "dest") ?? Text(root, "host")) is not { } dest
            ? defaults
            : ScanDestination.TryParse(dest, defaults) ?? throw new ScanInputException($"{place}: 'dest' must be HOST or HOST:PORT.");
    }

    private static DateTimeOffset? TimeOf(JsonElement root) =>
        root.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var value) ? value : null;

    private static byte[] Head(JsonElement root, ScanMessage message)
    {
        var target = Text(root, "uri");
        var hasHeaders = root.TryGetProperty("headers", out var headers);
        if (target is null && !hasHeaders)
        {
            return [];
        }

        var head = message.Direction == Direction.Outbound
            ? HeadWriter.Request(Text(root, "method") ?? "GET", target ?? "/")
            : HeadWriter.Response(root.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var code) ? code : 200);
        foreach (var (name, value) in Headers(headers))
        {
            head.Header(name, value);
        }

        return head.Finish();
    }

    private static IEnumerable<(string Name, string Value)> Headers(JsonElement headers) => headers.ValueKind switch
    {
        JsonValueKind.Object => headers.EnumerateObject().SelectMany(h => Values(h.Value).Select(v => (h.Name, v))),
        JsonValueKind.Array => headers.EnumerateArray().Where(h => h.ValueKind == JsonValueKind.Object)
            .Select(h => (Text(h, "name") ?? "", Text(h, "value") ?? "")),
        _ => [],
    };

    private static IEnumerable<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Values),
        JsonValueKind.String => [value.GetString() ?? ""],
        _ => [value.GetRawText()],
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
