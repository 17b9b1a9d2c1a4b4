using System.Text;
using System.Text.Json;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>Reads HTTP archives, version 1.2, with the WebSocket messages that browsers add to it.</summary>
internal static class HarReader
{
    /// <exception cref="ScanInputException">It is no JSON, or no archive.</exception>
    public static IEnumerable<ScanMessage> Read(string name, ReadOnlyMemory<byte> utf8)
    {
        using var document = Parse(name, utf8);
        if (!Has(document.RootElement, "log", JsonValueKind.Object, out var log) || !Has(log, "entries", JsonValueKind.Array, out var entries))
        {
            throw new ScanInputException(
                $"{name}: 'log.entries' is missing, so this is no HTTP archive. Export it again as HAR 1.2, or give a plain file another ending than '.har'.");
        }

        var number = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            foreach (var message in Entry($"{name}: log.entries[{number}]", number, entry))
            {
                yield return message;
            }

            number++;
        }
    }

    private static JsonDocument Parse(string name, ReadOnlyMemory<byte> utf8)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            return JsonDocument.Parse(utf8.Span.StartsWith(mark) ? utf8[mark.Length..] : utf8);
        }
        catch (JsonException e)
        {
            throw new ScanInputException(
                $"{name}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: no valid JSON from here on, perhaps cut off. Export the archive again.");
        }
    }

    private static IEnumerable<ScanMessage> Entry(string place, int number, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !Has(entry, "request", JsonValueKind.Object, out var request)
            || Text(request, "url") is not { } url)
        {
            throw new ScanInputException($"{place}: 'request' with a 'url' is missing. Export the archive again as HAR 1.2.");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            throw new ScanInputException($"{place}.request.url: no absolute address. Export the archive again as HAR 1.2.");
        }

        if (uri.Scheme is not ("http" or "https" or "ws" or "wss"))
        {
            // Browsers record what they load from extensions, files and data addresses too: nothing of it travelled.
            yield break;
        }

        var host = uri.IdnHost.ToLowerInvariant();
        var sent = new ScanMessage(Direction.Outbound, uri.Scheme, host, uri.Port) { Time = TimeOf(entry) };
        yield return Request(sent, request, url);
        if (Has(entry, "response", JsonValueKind.Object, out var response))
        {
            yield return Response($"{place}.response", sent with { Direction = Direction.Inbound }, response);
        }

        if (Has(entry, "_webSocketMessages", JsonValueKind.Array, out var messages))
        {
            foreach (var message in messages.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.Object))
            {
                var direction = Text(message, "type") == "send" ? Direction.Outbound : Direction.Inbound;
                yield return sent with
                {
                    Direction = direction,
                    Body = Bytes(Text(message, "data")),
                    Connection = number,
                    Time = SecondsOf(message) ?? sent.Time,
                };
            }
        }
    }

    private static ScanMessage Request(ScanMessage message, JsonElement request, string url)
    {
        var head = HeadWriter.Request(Text(request, "method") ?? "GET", url);
        AddHeaders(head, request);
        var body = Has(request, "postData", JsonValueKind.Object, out var post) ? Text(post, "text") ?? Form(post) : null;
        return message with { Head = head.Finish(), Body = Bytes(body) };
    }

    private static ScanMessage Response(string place, ScanMessage message, JsonElement response)
    {
        var head = HeadWriter.Response(Has(response, "status", JsonValueKind.Number, out var status) && status.TryGetInt32(out var code) ? code : 0);
        AddHeaders(head, response);
        ReadOnlyMemory<byte> body = default;
        if (Has(response, "content", JsonValueKind.Object, out var content) && Has(content, "text", JsonValueKind.String, out var text))
        {
            byte[]? decoded = null;
            if (Text(content, "encoding") == "base64" && !text.TryGetBytesFromBase64(out decoded))
            {
                throw new ScanInputException($"{place}.content.text: not the base64 that 'encoding' promises. Export the archive again.");
            }

            body = decoded ?? Bytes(text.GetString());
        }

        return message with { Head = head.Finish(), Body = body };
    }

    private static DateTimeOffset? TimeOf(JsonElement entry) =>
        Has(entry, "startedDateTime", JsonValueKind.String, out var time) && time.TryGetDateTimeOffset(out var value) ? value : null;

    /// <summary>When a message of a WebSocket passed: seconds since 1970.</summary>
    private static DateTimeOffset? SecondsOf(JsonElement message) =>
        Has(message, "time", JsonValueKind.Number, out var time) && time.TryGetDouble(out var seconds) && seconds is > 0 and < 32_503_680_000
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static void AddHeaders(HeadWriter head, JsonElement message)
    {
        if (Has(message, "headers", JsonValueKind.Array, out var headers))
        {
            foreach (var header in headers.EnumerateArray().Where(h => h.ValueKind == JsonValueKind.Object))
            {
                head.Header(Text(header, "name") ?? "", Text(header, "value") ?? "");
            }
        }
    }

    /// <summary>A form whose text was not kept: <c>postData.params</c>.</summary>
    private static string? Form(JsonElement post) =>
        Has(post, "params", JsonValueKind.Array, out var fields)
            ? string.Join('\n', fields.EnumerateArray().Where(f => f.ValueKind == JsonValueKind.Object)
                .Select(f => $"{Text(f, "name")}={Text(f, "value")}"))
            : null;

    private static ReadOnlyMemory<byte> Bytes(string? text) => Encoding.UTF8.GetBytes(text ?? "");

    private static string? Text(JsonElement element, string name) =>
        Has(element, name, JsonValueKind.String, out var value) ? value.GetString() : null;

    private static bool Has(JsonElement element, string name, JsonValueKind kind, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind == kind;
}
