using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace TrafficGuardian.Cli.Mcp;

/// <summary>
/// MCP over standard input and output, for a client that may be hostile: lines of at most <see cref="MaxLineBytes"/>,
/// read no faster than they can be answered, and only messages that are served get any further.
/// </summary>
internal sealed class StandardTransport : TransportBase
{
    /// <summary>Longest message that is read.</summary>
    public const int MaxLineBytes = 65_536;

    private const string NewestHandshake = "2025-11-25";
    private const int MaxOpen = 32;
    private const int Burst = 200;
    private const double LinesPerSecond = 100;

    private static readonly JsonTypeInfo<JsonRpcMessage> Messages =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    // JSON within JSON: an escape for every quote would double it.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly BoundedLines _lines;
    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly TokenBucket _pace;
    private readonly OpenRequests _open = new(MaxOpen);
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _closing = new();

    public StandardTransport(Stream input, Stream output, TimeProvider time)
        : base("stdio", loggerFactory: null)
    {
        _lines = new BoundedLines(input, MaxLineBytes);
        _output = output;
        _time = time;
        _pace = new TokenBucket(Burst, LinesPerSecond, time);
        SetConnected();
        InputEnded = Task.Run(ReadAllAsync);
    }

    /// <summary>Completes when the client has said its last, or can be heard no more.</summary>
    public Task InputEnded { get; }

    public override async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        // Whoever can have the answer may use its id again, though we are still sending.
        var isAnswer = message is JsonRpcResponse or JsonRpcError && _open.Answer(((JsonRpcMessageWithId)message).Id);
        try
        {
            await SendAsync(Bytes(Told(message)), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (isAnswer)
            {
                _open.Leave();
            }
        }
    }

    // A read of standard input can't be called off: nobody waits for it here, the process ends around it.
    public override async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        SetDisconnected();
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (await _lines.ReadAsync(_closing.Token).ConfigureAwait(false) is { } line)
            {
                if (_pace.Take() is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, _time, _closing.Token).ConfigureAwait(false);
                }

                await TakeAsync(line).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or we are going.
        }
        finally
        {
            SetDisconnected();
        }
    }

    private Task TakeAsync(ReadOnlyMemory<byte> line)
    {
        if (_lines.IsTooLong)
        {
            return RefuseAsync(null, McpErrorCode.InvalidRequest, $"A message is at most {MaxLineBytes} bytes long.");
        }

        if (line.Span.Trim(" \t\r"u8).IsEmpty)
        {
            return Task.CompletedTask;
        }

        var envelope = Envelope.Of(line);
        return envelope.Kind switch
        {
            EnvelopeKind.NoJson => RefuseAsync(null, McpErrorCode.ParseError, "This is no JSON."),
            EnvelopeKind.Invalid => RefuseAsync(envelope.Id, McpErrorCode.InvalidRequest, "This is no message of JSON-RPC 2.0."),
            EnvelopeKind.Unserved => RefuseAsync(
                envelope.Id, McpErrorCode.MethodNotFound, "This method is not served; tools/list tells what there is."),
            EnvelopeKind.Request => PassRequestAsync(line, envelope.Id!.Value),
            EnvelopeKind.Notification => PassNotificationAsync(line, envelope.Id),
            _ => Task.CompletedTask,
        };
    }

    private async Task PassRequestAsync(ReadOnlyMemory<byte> line, RequestId id)
    {
        if (!await _open.OpenAsync(id, _closing.Token).ConfigureAwait(false))
        {
            await RefuseAsync(id, McpErrorCode.InvalidRequest, "A request with this id is still being answered.").ConfigureAwait(false);
        }
        else if (MessageOf(line) is JsonRpcRequest request)
        {
            await WriteMessageAsync(WithKnownVersion(request), _closing.Token).ConfigureAwait(false);
        }
        else
        {
            _open.Close(id);
            await RefuseAsync(id, McpErrorCode.InvalidRequest, "This is no request of JSON-RPC 2.0.").ConfigureAwait(false);
        }
    }

    private async Task PassNotificationAsync(ReadOnlyMemory<byte> line, RequestId? calledOff)
    {
        if (MessageOf(line) is not JsonRpcNotification notification)
        {
            return;
        }

        await WriteMessageAsync(notification, _closing.Token).ConfigureAwait(false);
        if (calledOff is { } id)
        {
            // A request that was called off is not answered: its place is free now.
            _open.Close(id);
        }
    }

    private static JsonRpcMessage? MessageOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, Messages);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or FormatException)
        {
            return null;
        }
    }

    // The library refuses later versions at a handshake; the protocol wants the newest one told that there is a handshake for.
    private static JsonRpcRequest WithKnownVersion(JsonRpcRequest request)
    {
        if (request is { Method: "initialize", Params: JsonObject parameters } && parameters["protocolVersion"] is JsonValue version
            && version.TryGetValue(out string? text) && string.CompareOrdinal(text, NewestHandshake) > 0)
        {
            parameters["protocolVersion"] = NewestHandshake;
        }

        return request;
    }

    // Tools answer their own failures. What is left are parameters that the library could make nothing of, which it calls its own error.
    private static JsonRpcMessage Told(JsonRpcMessage message) => message is JsonRpcError { Error.Code: (int)McpErrorCode.InternalError } error
        ? new JsonRpcError
        {
            Id = error.Id,
            Error = new JsonRpcErrorDetail
            {
                Code = (int)McpErrorCode.InvalidParams,
                Message = "The parameters are not of the form that this method takes; tools/list tells what a tool takes.",
            },
        }
        : message;

    private Task RefuseAsync(RequestId? id, McpErrorCode code, string message)
    {
        var error = new JsonRpcError { Id = id ?? default, Error = new JsonRpcErrorDetail { Code = (int)code, Message = message } };
        return SendAsync(id is null ? WithoutId(code, message) : Bytes(error), _closing.Token);
    }

    private static byte[] Bytes(JsonRpcMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            JsonSerializer.Serialize(json, message, Messages);
        }

        return buffer.WrittenSpan.ToArray();
    }

    // The library has no error without an id, which JSON-RPC wants where the request's can't be told.
    private static byte[] WithoutId(McpErrorCode code, string message) => Encoding.UTF8.GetBytes(
        $$$"""{"jsonrpc":"2.0","id":null,"error":{"code":{{{(int)code}}},"message":"{{{message}}}"}}""");

    private async Task SendAsync(byte[] message, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _output.WriteAsync((byte[])[.. message, (byte)'\n'], cancellation).ConfigureAwait(false);
            await _output.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }
}
