using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Mcp;

/// <summary>A client that says exactly what a test wants, to a server in this process.</summary>
internal sealed class McpPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 1 << 26, resumeWriterThreshold: 1 << 25));
    private readonly Pipe _fromServer;
    private readonly StreamReader _answers;
    private readonly StringWriter _error = new();
    private readonly StringWriter _text = new();
    private int _next;

    /// <param name="home">Whose environment.</param>
    /// <param name="time">The server's clock; the system's where it is null.</param>
    /// <param name="unread">Bytes of answers that the way back takes before they are read.</param>
    /// <param name="args">What follows <c>mcp</c>.</param>
    public McpPeer(TestHome home, TimeProvider? time = null, int unread = 1 << 26, params string[] args)
    {
        _fromServer = new Pipe(new PipeOptions(pauseWriterThreshold: unread, resumeWriterThreshold: unread / 2));
        _answers = new StreamReader(_fromServer.Reader.AsStream(), Encoding.UTF8);
        var context = home.Context(_text, _error) with
        {
            Input = () => _toServer.Reader.AsStream(),
            Output = () => _fromServer.Writer.AsStream(),
            Time = time ?? TimeProvider.System,
        };
        Ended = CommandLine.RunAsync(["mcp", .. args], context);
    }

    public McpPeer(TestHome home, params string[] args)
        : this(home, time: null, args: args)
    {
    }

    /// <summary>The verb's exit code.</summary>
    public Task<int> Ended { get; }

    /// <summary>What it said to people: nothing, mostly.</summary>
    public string Said => _text.ToString() + _error;

    public async Task SendAsync(string line) => await _toServer.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await _toServer.Writer.WriteAsync(bytes);

    /// <summary>The next message; null at the end.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        var line = await _answers.ReadLineAsync().WaitAsync(Patience);
        return line is null ? null : JsonElement.Parse(line);
    }

    public Task<JsonElement> InitializeAsync(string version = "2025-06-18") => AskAsync(
        "initialize", $$$"""{"protocolVersion":"{{{version}}}","capabilities":{},"clientInfo":{"name":"peer","version":"1"}}""");

    /// <summary>Sends a request and waits for the answer to it.</summary>
    public async Task<JsonElement> AskAsync(string method, string parameters = "{}")
    {
        var id = ++_next;
        await SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
        while (await ReadAsync() is { } answer)
        {
            if (answer.GetProperty("id").ValueKind == JsonValueKind.Number && answer.GetProperty("id").GetInt32() == id)
            {
                return answer;
            }
        }

        throw new EndOfStreamException("the server ended without an answer");
    }

    /// <summary>Calls a tool: its short name behind <c>clawsec_traffic_</c>.</summary>
    public async Task<JsonElement> CallAsync(string tool, string arguments = "{}") =>
        (await AskAsync("tools/call", $$"""{"name":"clawsec_traffic_{{tool}}","arguments":{{arguments}}}""")).GetProperty("result");

    /// <summary>The structured content of a call that succeeds; its text says the same.</summary>
    public async Task<JsonElement> DataAsync(string tool, string arguments = "{}")
    {
        var result = await CallAsync(tool, arguments);
        Assert.False(result.TryGetProperty("isError", out var error) && error.GetBoolean(), result.GetRawText());
        var data = result.GetProperty("structuredContent");
        Assert.Equal(data.GetRawText(), Assert.Single(result.GetProperty("content").EnumerateArray()).GetProperty("text").GetString());
        return data;
    }

    /// <summary>Code and message of a call that fails.</summary>
    public async Task<(string Code, string Message)> ErrorAsync(string tool, string arguments = "{}") => ErrorOf(await CallAsync(tool, arguments));

    public static (string Code, string Message) ErrorOf(JsonElement result)
    {
        Assert.True(result.GetProperty("isError").GetBoolean());
        Assert.False(result.TryGetProperty("structuredContent", out _));
        var error = JsonElement.Parse(Assert.Single(result.GetProperty("content").EnumerateArray()).GetProperty("text").GetString()!).GetProperty("error");
        return (error.GetProperty("code").GetString()!, error.GetProperty("message").GetString()!);
    }

    /// <summary>The client says no more.</summary>
    public ValueTask CloseInputAsync() => _toServer.Writer.CompleteAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseInputAsync();
        await _fromServer.Reader.CompleteAsync();
        await Ended.WaitAsync(Patience);
    }
}
