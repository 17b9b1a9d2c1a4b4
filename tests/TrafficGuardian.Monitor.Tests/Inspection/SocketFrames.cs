using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary>
/// The frames that the class library's own WebSocket writes, with its own compressor, and their way to an observer. The reading of
/// frames here is as short as it can be: what is tested is what comes after it.
/// </summary>
internal sealed class SocketFrames : Stream
{
    private readonly MemoryStream _written = new();
    private readonly WebSocket _socket;
    private readonly MessageSide _side;
    private bool _isInMessage;

    /// <param name="side">Whose frames they are; the agent's are masked.</param>
    /// <param name="takeover">Whether messages share a window, or null for no compression.</param>
    public SocketFrames(MessageSide side, bool? takeover)
    {
        _side = side;
        _socket = WebSocket.CreateFromStream(this, new WebSocketCreationOptions
        {
            IsServer = side == MessageSide.Response,
            KeepAliveInterval = Timeout.InfiniteTimeSpan,
            DangerousDeflateOptions = takeover is not { } shared ? null : new WebSocketDeflateOptions
            {
                ClientContextTakeover = shared,
                ServerContextTakeover = shared,
            },
        });
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Bytes of the payloads that were told so far.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>Sends a message, or a fragment of one.</summary>
    public Task SendAsync(string text, bool isLast = true) => SendAsync(Encoding.UTF8.GetBytes(text), isLast);

    public Task SendAsync(byte[] data, bool isLast = true) =>
        _socket.SendAsync(data, WebSocketMessageType.Binary, isLast, TestContext.Current.CancellationToken);

    /// <summary>Tells an observer what has been written since the last time.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="cut">Most bytes that are told at once.</param>
    public void TellTo(IWebSocketObserver observer, int cut = int.MaxValue)
    {
        ReadOnlySpan<byte> wire = _written.ToArray();
        _written.SetLength(0);
        while (!wire.IsEmpty)
        {
            wire = wire[Tell(wire, observer, cut)..];
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _written.Write(buffer.Span);
        return default;
    }

    public override void Write(byte[] buffer, int offset, int count) => _written.Write(buffer, offset, count);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>RFC 6455 section 5.2.</summary>
    private int Tell(ReadOnlySpan<byte> wire, IWebSocketObserver observer, int cut)
    {
        var (at, length) = (wire[1] & 0x7F) switch
        {
            126 => (4, BinaryPrimitives.ReadUInt16BigEndian(wire[2..])),
            127 => (10, (int)BinaryPrimitives.ReadUInt64BigEndian(wire[2..])),
            var small => (2, small),
        };
        var mask = wire[at..];
        var isMasked = (wire[1] & 0x80) != 0;
        at += isMasked ? 4 : 0;
        var payload = wire.Slice(at, length).ToArray();
        for (var index = 0; isMasked && index < length; index++)
        {
            payload[index] ^= mask[index % 4];
        }

        if (!_isInMessage)
        {
            observer.OnMessage(_side, (wire[0] & 0x40) != 0);
        }

        for (var start = 0; start < length; start += Math.Min(cut, length - start))
        {
            observer.OnData(_side, payload.AsSpan(start, Math.Min(cut, length - start)));
        }

        PayloadBytes += length;
        _isInMessage = (wire[0] & 0x80) == 0;
        if (!_isInMessage)
        {
            observer.OnMessageEnd(_side, MessageEnd.Complete);
        }

        return at + length;
    }
}
