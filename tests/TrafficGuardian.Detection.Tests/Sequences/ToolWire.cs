using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Tests.Streaming;

namespace TrafficGuardian.Detection.Tests.Sequences;

/// <summary>A call of a tool as it passes on the wire.</summary>
internal sealed record ToolWire(Direction Direction, string Host, string Head, string Body)
{
    private const string Post = "POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n\r\n";

    public static string[] Formats { get; } =
    [
        "anthropic", "anthropic-stream", "openai-chat", "openai-chat-stream", "openai-responses", "openai-responses-stream", "openai-shell",
        "gemini", "gemini-stream", "ollama", "ollama-stream", "mcp", "mcp-backwards",
    ];

    /// <summary>A call in one of the formats.</summary>
    /// <param name="format">Its name.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">A JSON object.</param>
    public static ToolWire Of(string format, string tool, string arguments)
    {
        var text = ModelStreams.Json(arguments);
        var pieces = ModelStreams.Cut(arguments, 5);
        return format switch
        {
            "anthropic" => Reply($$$$$$$$"""{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"Let me see."},{"type":"tool_use","id":"t1","name":"{{{{{{{{tool}}}}}}}}","input":{{{{{{{{arguments}}}}}}}}}]}"""),
            "anthropic-stream" => Events(
                [$$$$$$$$"""{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"{{{{{{{{tool}}}}}}}}","input":{}}}""",
                 .. pieces.Select(p => $$$$$$$$"""{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":{{{{{{{{ModelStreams.Json(p)}}}}}}}}}}""")]),
            "openai-chat" => Reply($$$$$$$$"""{"id":"c1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"{{{{{{{{tool}}}}}}}}","arguments":{{{{{{{{text}}}}}}}}}}]}}]}"""),
            "openai-chat-stream" => Events(
                [$$$$$$$$"""{"choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"{{{{{{{{tool}}}}}}}}","arguments":""}}]}}]}""",
                 .. pieces.Select(p => $$$$$$$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":{{{{{{{{ModelStreams.Json(p)}}}}}}}}}}]}}]}""")]),
            "openai-responses" => Reply($$$$$$$$"""{"id":"r1","object":"response","output":[{"type":"function_call","call_id":"t1","name":"{{{{{{{{tool}}}}}}}}","arguments":{{{{{{{{text}}}}}}}}}]}"""),
            "openai-responses-stream" => Events(
                [$$$$$$$$"""{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"t1","name":"{{{{{{{{tool}}}}}}}}","arguments":""}}""",
                 .. pieces.Select(p => $$$$$$$$"""{"type":"response.function_call_arguments.delta","item_id":"i1","output_index":0,"delta":{{{{{{{{ModelStreams.Json(p)}}}}}}}}}"""),
                 $$$$$$$$"""{"type":"response.function_call_arguments.done","item_id":"i1","output_index":0,"arguments":{{{{{{{{text}}}}}}}}}""",
                 $$$$$$$$"""{"type":"response.completed","response":{"object":"response","output":[{"type":"function_call","call_id":"t1","name":"{{{{{{{{tool}}}}}}}}","arguments":{{{{{{{{text}}}}}}}}}]}}"""]),
            "openai-shell" => Reply($$$$$$$$"""{"id":"r1","object":"response","output":[{"type":"local_shell_call","call_id":"t1","action":{"type":"exec","command":["bash","-lc",{{{{{{{{arguments["{\"command\":".Length..^1]}}}}}}}}]}}]}"""),
            "gemini" => Reply($$$$$$$$"""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"{{{{{{{{tool}}}}}}}}","args":{{{{{{{{arguments}}}}}}}}}}],"role":"model"}}]}"""),
            "gemini-stream" => Reply($$$$$$$$"""[{"candidates":[{"content":{"parts":[{"text":"Now"}],"role":"model"}}]},{"candidates":[{"content":{"parts":[{"functionCall":{"name":"{{{{{{{{tool}}}}}}}}","args":{{{{{{{{arguments}}}}}}}}}}],"role":"model"}}]}]"""),
            "ollama" => Reply($$$$$$$$"""{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"{{{{{{{{tool}}}}}}}}","arguments":{{{{{{{{arguments}}}}}}}}}}]},"done":true}"""),
            "ollama-stream" => new(Direction.Inbound, "model.example", "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n",
                $$$$$$$$"""{"model":"m","message":{"role":"assistant","content":"So"},"done":false}""" + "\n" + $$$$$$$$"""{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"{{{{{{{{tool}}}}}}}}","arguments":{{{{{{{{arguments}}}}}}}}}}]},"done":false}""" + "\n"),
            "mcp" => new(Direction.Outbound, "tools.example", Post, $$$$$$$$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"{{{{{{{{tool}}}}}}}}","arguments":{{{{{{{{arguments}}}}}}}}}}"""),
            "mcp-backwards" => new(Direction.Outbound, "tools.example", Post, $$$$$$$$"""{"params":{"arguments":{{{{{{{{arguments}}}}}}}},"name":"{{{{{{{{tool}}}}}}}}"},"method":"tools/call","id":7,"jsonrpc":"2.0"}"""),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    /// <summary>What an MCP server answers to a call.</summary>
    public static ToolWire Result(string text) => new(Direction.Inbound, "tools.example", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
        $$$$$$$$"""{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":{{{{{{{{ModelStreams.Json(text)}}}}}}}}}]}}""");

    private static ToolWire Reply(string body) => new(Direction.Inbound, "model.example", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", body);

    private static ToolWire Events(IEnumerable<string> events) =>
        new(Direction.Inbound, "model.example", ModelStreams.EventsHead, string.Concat(events.Select(static e => $"event: x\ndata: {e}\n\n")));
}
