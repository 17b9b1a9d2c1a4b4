using System.Buffers;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>A connection that speaks TLS: what is received and sent here is plain text.</summary>
internal sealed class SecureLink : Link
{
    /// <summary>One TLS record (RFC 8446 section 5.1) and some: what one receive gives at most.</summary>
    private const int BufferBytes = 32_768;

    private readonly SslStream _stream;
    private readonly CipherStream _cipher;
    private readonly SocketLink _below;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private bool _truncated;

    /// <param name="stream">TLS, its handshake done.</param>
    /// <param name="cipher">What it is spoken over.</param>
    /// <param name="below">The connection below both.</param>
    public SecureLink(SslStream stream, CipherStream cipher, SocketLink below)
    {
        _stream = stream;
        _cipher = cipher;
        _below = below;
        cipher.EndTurn();
    }

    /// <summary>The protocol that both ends agreed on (RFC 7301); empty where there is none.</summary>
    public SslApplicationProtocol Protocol => _stream.NegotiatedApplicationProtocol;

    /// <summary>The peer said, after its handshake, that it will have none of our certificate: some look at it only then.</summary>
    public bool CertificateRefused { get; private set; }

    public override ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

    public override bool Truncated => _truncated;

    public override bool Closed => _below.Closed;

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
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync()
    {
        await _cipher.TakeTurnAsync();
        try
        {
            // A read of no bytes ends once there are some.
            _ = await _stream.ReadAsync(Memory<byte>.Empty);
            return Received(await _stream.ReadAsync(Buffer()));
        }
        catch (Exception e) when (IsCut(e))
        {
            CertificateRefused |= CertificateAlert.Caused(e);
            // A connection that ends inside a record ends short, as one that ends between two does.
            return _cipher.Ended ? Received(0) : Cut;
        }
        finally
        {
            _cipher.EndTurn();
        }
    }

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> data)
    {
        try
        {
            var sending = _stream.WriteAsync(data);
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
                await CloseAsync();
        }
        catch (Exception e) when (IsCut(e))
        {
            // The connection is gone already, which says the same to the peer.
        }

        await _below.FinishSendingAsync(truncated);
    }

    public override void Finish() => _below.Finish();

    public override void Abort() => _below.Abort();

    public override void Dispose() => _below.Dispose();

    public override void Release()
    {
        GiveBack();
        _stream.Dispose();
        _below.Release();
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

    private async Task CloseAsync()
    {
        Task sending;
        await _cipher.TakeTurnAsync();
        try
        {
            sending = _stream.ShutdownAsync();
        }
        finally
        {
            _cipher.EndTurn();
        }

        await sending;
    }

    private byte[] Buffer() => _buffer ??= ArrayPool<byte>.Shared.Rent(BufferBytes);

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
            _truncated = _cipher.Ended;
            GiveBack();
        }

        return count;
    }

    /// <summary>What TLS throws where the connection is gone, or the peer ends it with an alert or broken records.</summary>
    private static bool IsCut(Exception e) =>
        e is IOException or ObjectDisposedException or AuthenticationException or InvalidOperationException or OperationCanceledException;
}
