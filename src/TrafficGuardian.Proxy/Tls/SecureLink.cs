using System.Buffers;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>A connection that speaks TLS: what is received and sent here is plain text.</summary>
internal sealed class SecureLink(SslStream stream, CipherStream cipher, SocketLink below) : Link
{
    /// <summary>One TLS record (RFC 8446 section 5.1) and some: what one receive gives at most.</summary>
    private const int BufferBytes = 32_768;

    private byte[]? _buffer;
    private int _start;
    private int _end;
    private bool _truncated;

    /// <summary>The protocol that both ends agreed on (RFC 7301); empty where there is none.</summary>
    public SslApplicationProtocol Protocol => stream.NegotiatedApplicationProtocol;

    public override ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

    public override bool Truncated => _truncated;

    public override bool Closed => below.Closed;

    public override void Consume(int count)
    {
        _start += count;
        if (_start == _end)
            GiveBack();
    }

    /// <summary>
    /// Waits for bytes without holding a buffer, for connections are idle most of the time. What was received before
    /// must have been consumed.
    /// </summary>
    public override ValueTask<int> ReceiveAsync()
    {
        try
        {
            var waiting = stream.ReadAsync(Memory<byte>.Empty);
            if (!waiting.IsCompletedSuccessfully)
                return AwaitAsync(waiting);
            var receiving = stream.ReadAsync(Buffer());
            return receiving.IsCompletedSuccessfully ? new ValueTask<int>(Received(receiving.Result)) : AwaitReceivedAsync(receiving);
        }
        catch (Exception e) when (IsCut(e))
        {
            return new ValueTask<int>(Cut);
        }
    }

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> data)
    {
        try
        {
            var sending = stream.WriteAsync(data);
            return sending.IsCompletedSuccessfully ? new ValueTask<bool>(result: true) : AwaitAsync(sending);
        }
        catch (Exception e) when (IsCut(e))
        {
            return new ValueTask<bool>(result: false);
        }
    }

    /// <summary>Sends the closing alert, unless what was sent ends short (RFC 8446 section 6.1), and FIN.</summary>
    public override async ValueTask FinishSendingAsync(bool truncated = false)
    {
        try
        {
            if (!truncated)
                await stream.ShutdownAsync();
        }
        catch (Exception e) when (IsCut(e))
        {
            // The connection is gone already, which says the same to the peer.
        }

        await below.FinishSendingAsync(truncated);
    }

    public override void Finish() => below.Finish();

    public override void Abort() => below.Abort();

    public override void Dispose() => below.Dispose();

    public override void Release()
    {
        GiveBack();
        stream.Dispose();
        below.Release();
    }

    private void GiveBack()
    {
        if (_buffer is not { } buffer)
            return;
        // What others sent is not left to the pool's next user.
        buffer.AsSpan(0, _end).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
        _start = _end = 0;
    }

    private byte[] Buffer() => _buffer ??= ArrayPool<byte>.Shared.Rent(BufferBytes);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitAsync(ValueTask<int> waiting)
    {
        try
        {
            await waiting;
            return Received(await stream.ReadAsync(Buffer()));
        }
        catch (Exception e) when (IsCut(e))
        {
            return Cut;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitReceivedAsync(ValueTask<int> receiving)
    {
        try
        {
            return Received(await receiving);
        }
        catch (Exception e) when (IsCut(e))
        {
            return Cut;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> AwaitAsync(ValueTask sending)
    {
        try
        {
            await sending;
            return true;
        }
        catch (Exception e) when (IsCut(e))
        {
            return false;
        }
    }

    private int Received(int count)
    {
        _end += count;
        if (count == 0)
        {
            // The closing alert ends the stream while the connection below is still open.
            _truncated = cipher.Ended;
            GiveBack();
        }

        return count;
    }

    /// <summary>What TLS throws where the connection is gone, or the peer ends it with an alert or broken records.</summary>
    private static bool IsCut(Exception e) =>
        e is IOException or ObjectDisposedException or AuthenticationException or InvalidOperationException or OperationCanceledException;
}
