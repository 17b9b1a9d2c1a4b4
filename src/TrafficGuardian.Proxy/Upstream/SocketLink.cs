using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>One TCP connection.</summary>
internal sealed class SocketLink : Link
{
    private const int KeepAliveSeconds = 60;
    private const int KeepAliveIntervalSeconds = 10;
    private const int KeepAliveProbes = 6;

    private readonly Socket _socket;
    private readonly ReceiveBuffer _received;
    private int _disposed;

    // The kernel tells of a reset once; whoever asks again is told that the peer sends no more, as if it had closed in order.
    private bool _reset;

    public SocketLink(Socket socket, int largestPart)
    {
        _socket = socket;
        _received = new ReceiveBuffer(largestPart);
        Prepare(socket);
    }

    public override ReadOnlyMemory<byte> Unread => _received.Unread;

    public override bool Closed => Volatile.Read(ref _disposed) != 0;

    public override void Consume(int count) => _received.Consume(count);

    public override ValueTask<int> ReceiveAsync()
    {
        if (_reset)
            return new ValueTask<int>(Cut);
        try
        {
            var receiving = _socket.ReceiveAsync(_received.Free(), SocketFlags.None);
            return receiving.IsCompletedSuccessfully ? new ValueTask<int>(Received(receiving.Result)) : AwaitAsync(receiving);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<int>(Cut);
        }
    }

    /// <summary>Receives into <paramref name="buffer"/>, past <see cref="Link.Unread"/>, which must be empty.</summary>
    /// <returns>As <see cref="ReceiveAsync"/>.</returns>
    public ValueTask<int> ReceiveIntoAsync(Memory<byte> buffer)
    {
        if (_reset)
            return new ValueTask<int>(Cut);
        try
        {
            var receiving = _socket.ReceiveAsync(buffer, SocketFlags.None);
            return receiving.IsCompletedSuccessfully ? receiving : AwaitIntoAsync(receiving);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<int>(Cut);
        }
    }

    /// <summary>Waits until something can be received: bytes, the end, or a cut.</summary>
    /// <returns>False where <paramref name="cancel"/> came first.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancel)
    {
        try
        {
            // The framework takes any event of the socket for an answer, one of bytes that were received long ago included.
            do
                await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancel);
            while (!_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead));
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _reset = true;
            return true;
        }
    }

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> data)
    {
        try
        {
            var sending = _socket.SendAsync(data, SocketFlags.None);
            return sending.IsCompletedSuccessfully ? new ValueTask<bool>(sending.Result == data.Length) : AwaitAsync(sending, data.Length);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<bool>(result: false);
        }
    }

    /// <summary>Sends FIN: TCP has no other end, so that a short one looks the same.</summary>
    public override ValueTask FinishSendingAsync(bool truncated = false)
    {
        Shutdown(SocketShutdown.Send);
        return default;
    }

    public override void Finish() => Shutdown(SocketShutdown.Both);

    public override void Abort()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection is gone already.
        }

        Dispose();
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _socket.Dispose();
    }

    public override void Release() => _received.Release();

    private void Shutdown(SocketShutdown what)
    {
        try
        {
            _socket.Shutdown(what);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection is gone already, which says the same to the peer.
        }
    }

    private static void Prepare(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            // A peer that vanished without a word is noticed by the kernel; no timeout of ours ends what two ends keep open.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
        }
        catch (SocketException)
        {
            // The connection is gone already; the first receive says so.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitAsync(ValueTask<int> receiving)
    {
        try
        {
            return Received(await receiving);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return Cut;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> AwaitAsync(ValueTask<int> sending, int length)
    {
        try
        {
            return await sending == length;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<int> AwaitIntoAsync(ValueTask<int> receiving)
    {
        try
        {
            return await receiving;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return Cut;
        }
    }

    private int Received(int count)
    {
        _received.Add(count);
        return count > 0 ? count + ReceiveWaiting() : count;
    }

    /// <summary>Where the small buffer was filled and more is waiting, takes it along in one large read.</summary>
    private int ReceiveWaiting()
    {
        try
        {
            if (!_received.IsSmallAndFull || _socket.Available == 0)
                return 0;
            var more = _socket.Receive(_received.Free().Span, SocketFlags.None, out var error);
            if (error != SocketError.Success)
                return 0;
            _received.Add(more);
            return more;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The next receive meets the same and says so.
            return 0;
        }
    }
}
