using System.Buffers.Text;

namespace TrafficGuardian.Detection.Streaming;

/// <summary>
/// Picks the calls of tools, and what MCP servers answer to them, out of JSON objects: replies and events of OpenAI (chat,
/// Responses, Realtime), Anthropic, Gemini, Ollama and their like, requests and answers of MCP, messages of Agent2Agent. Arguments
/// that come in pieces are put together, eight calls at a time.
/// </summary>
internal sealed class ToolCalls(IToolCallSink sink) : IJsonObjectSink
{
    private const int MostOpen = 8;

    private readonly JsonNodes _nodes = new();
    private readonly JsonNodes _arguments = new();
    private readonly ToolCall _call = new();
    private readonly List<StreamedArguments> _open = [];
    private int _oldest;

    /// <summary>Forgets what is open.</summary>
    public void Begin()
    {
        foreach (var open in _open)
            open.Clear();
        _call.Clear();
    }

    public void Take(ReadOnlySpan<byte> json)
    {
        var isCall = json.IndexOf("\"tool"u8) >= 0 || json.IndexOf("unction"u8) >= 0 || json.IndexOf("\"partial_json\""u8) >= 0
            || json.IndexOf("shell_call\""u8) >= 0;
        var isRpc = json.IndexOf("\"jsonrpc\""u8) >= 0;
        if (!isCall && !isRpc)
            return;
        _nodes.Parse(json);
        if (_nodes.Count == 0)
            return;
        if (_nodes.Child(json, 0, "jsonrpc"u8) > 0)
            ReadRpc(json);
        else
            ReadModel(json);
        _call.Clear();
    }

    private void ReadModel(ReadOnlySpan<byte> json)
    {
        for (var i = 0; i < _nodes.Count; i++)
        {
            if (_nodes[i].Kind == JsonNodeKind.Object)
                ReadObject(json, i);
            else if (_nodes[i].Kind == JsonNodeKind.String && _nodes.Key(json, i).SequenceEqual("partial_json"u8))
                Piece(json, i, default, _nodes.Text(json, i));
        }

        if (_nodes.Text(json, _nodes.Child(json, 0, "type"u8)).SequenceEqual("response.function_call_arguments.delta"u8)
            && _nodes.Child(json, 0, "delta"u8) is > 0 and var delta)
        {
            Piece(json, delta, default, _nodes.Text(json, delta));
        }
    }

    private void ReadObject(ReadOnlySpan<byte> json, int node)
    {
        var key = _nodes.Key(json, node);
        if (key.SequenceEqual("function"u8))
        {
            Call(json, node, "arguments"u8);
        }
        else if (key.SequenceEqual("functionCall"u8) || key.SequenceEqual("function_call"u8))
        {
            Call(json, node, _nodes.Child(json, node, "args"u8) < 0 ? "arguments"u8 : "args"u8);
        }
        else
        {
            var type = _nodes.Text(json, _nodes.Child(json, node, "type"u8));
            if (type.EndsWith("tool_use"u8) || type.SequenceEqual("custom_tool_call"u8))
                Call(json, node, "input"u8);
            else if (type.SequenceEqual("function_call"u8) || type.SequenceEqual("mcp_call"u8))
                Call(json, node, "arguments"u8);
            else if (type.EndsWith("shell_call"u8))
                Call(json, node, "action"u8);
        }
    }

    private void Call(ReadOnlySpan<byte> json, int node, ReadOnlySpan<byte> argumentsKey)
    {
        var arguments = _nodes.Child(json, node, argumentsKey);
        if (arguments < 0)
            return;
        var name = _nodes.Text(json, _nodes.Child(json, node, "name"u8));
        var text = _nodes.Text(json, arguments);
        if (_nodes[arguments].Kind is JsonNodeKind.Object or JsonNodeKind.Array && _nodes[arguments].Next > arguments + 1)
        {
            _call.Begin(name);
            _call.Add(_nodes, json, arguments);
            sink.Take(_call);
        }
        else if (text.IsEmpty || text.TrimStart(" \\nt"u8) is [(byte)'{', ..] || name.IsEmpty)
        {
            Piece(json, node, name, text);
        }
        else
        {
            // A text that is no JSON: the one argument of a tool that takes any text.
            _call.Begin(name);
            _call.Add(argumentsKey, text);
            sink.Take(_call);
        }
    }

    // Which call a piece belongs to is told by the nearest number round it.
    private void Piece(ReadOnlySpan<byte> json, int node, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        var channel = 0UL;
        for (var holder = _nodes[node].Parent; holder >= 0; holder = _nodes[holder].Parent)
        {
            var index = _nodes.Child(json, holder, "index"u8);
            index = index < 0 ? _nodes.Child(json, holder, "output_index"u8) : index;
            if (index >= 0 && Utf8Parser.TryParse(_nodes.Text(json, index), out ulong number, out _))
            {
                channel = number + 1;
                break;
            }
        }

        if (Find(channel, name) is { } open && open.Add(text))
            Complete(open);
    }

    private StreamedArguments? Find(ulong channel, ReadOnlySpan<byte> name)
    {
        var found = OpenAt(channel);
        if (found is not null && name.IsEmpty)
            return found;
        if (found is null)
        {
            found = _open.Find(static o => !o.IsOpen);
            if (found is null && _open.Count < MostOpen)
                _open.Add(found = new StreamedArguments());
            found ??= _open[_oldest++ % MostOpen];
        }

        found.Begin(channel, name);
        return found;
    }

    private StreamedArguments? OpenAt(ulong channel)
    {
        foreach (var open in _open)
        {
            if (open.IsOpen && open.Channel == channel)
                return open;
        }

        return null;
    }

    private void Complete(StreamedArguments open)
    {
        _arguments.Parse(open.Json);
        if (_arguments.Count > 0)
        {
            _call.Begin(open.Name);
            _call.Add(_arguments, open.Json, 0);
            sink.Take(_call);
            _call.Clear();
        }

        open.Clear();
    }

    private void ReadRpc(ReadOnlySpan<byte> json)
    {
        var method = _nodes.Text(json, _nodes.Child(json, 0, "method"u8));
        var parameters = _nodes.Child(json, 0, "params"u8);
        if (parameters >= 0 && (method.SequenceEqual("tools/call"u8) || method.SequenceEqual("tools\\/call"u8)))
        {
            Call(json, parameters, "arguments"u8);
        }
        else if (parameters >= 0 && (method.StartsWith("message"u8) || method.StartsWith("tasks"u8) || method.StartsWith("Send"u8)))
        {
            _call.Begin("message"u8);
            _call.Add(_nodes, json, parameters);
            sink.Take(_call);
        }
        else if (_nodes.Child(json, 0, "result"u8) is > 0 and var result)
        {
            _call.Begin("result"u8);
            _call.Add(_nodes, json, result);
            for (var i = 0; i < _call.Count; i++)
                sink.TakeResult(_call.Value(i));
        }
    }
}
