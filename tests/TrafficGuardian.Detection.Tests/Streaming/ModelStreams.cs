using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrafficGuardian.Detection.Tests.Streaming;

/// <summary>Event streams as language models send them, made from a text that is cut in pieces.</summary>
internal static class ModelStreams
{
    public const string EventsHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";
    public const string LinesHead = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n";
    public const string JsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n";
    public const string PlainHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";

    /// <summary>Names of the formats.</summary>
    public static string[] Formats { get; } =
    [
        "openai-chat", "openai-tool", "openai-responses", "openai-responses-tool", "anthropic-text", "anthropic-tool", "anthropic-thinking",
        "gemini-events", "gemini-array", "ollama-chat", "ollama-generate", "completion", "unknown", "unlabelled",
    ];

    /// <summary>The head and body of a reply that streams a text.</summary>
    public static (string Head, string Body) Of(string format, string text, int size = 5)
    {
        var pieces = Cut(text, size);
        return format switch
        {
            "openai-chat" => Events(pieces, p => $$$$"""{"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":{{{{Json(p)}}}}},"finish_reason":null}]}""", "data: [DONE]\n\n"),
            "openai-tool" => Events(Cut($"{{\"command\": {Json(text)}}}", size), p => $$$$"""{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":{{{{Json(p)}}}}}}]},"index":0}]}"""),
            "openai-responses" => Named(pieces, "response.output_text.delta", p => $$$$"""{"type":"response.output_text.delta","item_id":"m1","output_index":0,"content_index":0,"delta":{{{{Json(p)}}}}}""",
                $"event: response.output_text.done\ndata: {{\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0,\"text\":{Json(text)}}}\n\n"),
            "openai-responses-tool" => Named(Cut($"{{\"command\": {Json(text)}}}", size), "response.function_call_arguments.delta", p => $$$$"""{"type":"response.function_call_arguments.delta","output_index":1,"delta":{{{{Json(p)}}}}}"""),
            "anthropic-text" => Named(pieces, "content_block_delta", p => $$$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{{{{Json(p)}}}}}}"""),
            "anthropic-tool" => Named(Cut($"{{\"command\": {Json(text)}}}", size), "content_block_delta", p => $$$$"""{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":{{{{Json(p)}}}}}}"""),
            "anthropic-thinking" => Named(pieces, "content_block_delta", p => $$$$"""{"delta":{"thinking":{{{{Json(p)}}}},"type":"thinking_delta"},"index":0,"type":"content_block_delta"}"""),
            "gemini-events" => Events(pieces, Gemini),
            "gemini-array" => (JsonHead, "[" + string.Join("\n,\r\n", pieces.Select(Gemini)) + "]\n"),
            "ollama-chat" => (LinesHead, string.Concat(pieces.Select(p => $$$$"""{"model":"m","message":{"role":"assistant","content":{{{{Json(p)}}}}},"done":false}""" + "\n"))),
            "ollama-generate" => (LinesHead, string.Concat(pieces.Select(p => $$$$"""{"model":"m","response":{{{{Json(p)}}}},"done":false}""" + "\n"))),
            "completion" => Events(pieces, p => $$$$"""{"completion":{{{{Json(p)}}}},"stop":null}"""),
            "unknown" => Events(pieces, p => $$$$"""{"delta":{"text":{{{{Json(p)}}}}}}"""),
            "unlabelled" => (PlainHead, string.Concat(pieces.Select(p => $$$$"""data:{"delta":{"text":{{{{Json(p)}}}}}}""" + "\r\n\r\n"))),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON string, escaped only where it must be.</summary>
    public static string Json(string text) => JsonSerializer.Serialize(text, Plain);

    public static string[] Cut(string text, int size) => [.. text.Chunk(size).Select(static c => new string(c))];

    public static (string Head, string Body) Events(string[] pieces, Func<string, string> make, string end = "") =>
        (EventsHead, string.Concat(pieces.Select(p => $"data: {make(p)}\n\n")) + end);

    private static (string Head, string Body) Named(string[] pieces, string name, Func<string, string> make, string end = "") =>
        (EventsHead, string.Concat(pieces.Select(p => $"event: {name}\ndata: {make(p)}\n\n")) + end);

    private static string Gemini(string piece) =>
        $$$$"""
        {
          "candidates": [ { "content": { "parts": [ { "text": {{{{Json(piece)}}}} } ], "role": "model" }, "index": 0 } ],
          "modelVersion": "m"
        }
        """.ReplaceLineEndings("");

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
