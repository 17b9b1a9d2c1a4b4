using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>
/// One TCP connection: a socket and what was received from it and not yet passed on.
/// How a transfer went is a value, not an exception.
/// </summary>
internal sealed class Link : IDisposable
{
    /// <summary>What <see cref="ReceiveAsync"/> returns where the connection was cut.</summary>
    public const int Cut = -1;

    private const int KeepAliveSeconds = 60;
    private const int KeepAliveIntervalSeconds = 10;
    private const int KeepAliveProbes = 6;

    private readonly Socket _socket;
    private readonly ReceiveBuffer _received;
    private int _disposed;

    public Link(Socket socket, int largestPart)
    {
        _socket = socket;
        _received = new ReceiveBuffer(largestPart);
        Prepare(socket);
    }

    /// <summary>Bytes received and not consumed. Valid until the next receive.</summary>
    public ReadOnlyMemory<byte> Unread => _received.Unread;

    /// <summary>This side has given the connection up.</summary>
    public bool Closed => Volatile.Read(ref _disposed) != 0;

    public void Consume(int count) => _received.Consume(count);

    /// <summary>Waits for bytes and adds them to <see cref="Unread"/>.</summary>
    /// <returns>How many came; 0 where the peer sends no more; <see cref="Cut"/> where the connection is gone.</returns>
    public ValueTask<int> ReceiveAsync()
    {
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

    /// <summary>Sends all of <paramref name="data"/>.</summary>
    /// <returns>False where the connection is gone.</returns>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> data)
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

    /// <summary>Says in order that nothing more will be sent (FIN).</summary>
    public void FinishSending() => Shutdown(SocketShutdown.Send);

    /// <summary>
    /// Closes the connection in order: a receive that waits returns 0. Disposing the socket under a waiting receive
    /// would reset the connection instead.
    /// </summary>
    public void Finish() => Shutdown(SocketShutdown.Both);

    /// <summary>Cuts the connection (RST).</summary>
    public void Abort()
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

    /// <summary>Gives the connection up; a receive that waits returns <see cref="Cut"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _socket.Dispose();
    }

    /// <summary>Gives the buffer back. Only once nothing receives any more.</summary>
    public void Release() => _received.Release();

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
