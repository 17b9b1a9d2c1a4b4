using System.Runtime.CompilerServices;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>
/// What TLS is spoken over: a connection's bytes, those that were received before included. A read of no bytes waits until
/// there are some, which lets an idle connection hold no large buffer.
/// </summary>
/// <remarks>
/// Deciphering and the closing alert work on one object of OpenSSL that nothing protects from doing both at once, so they take
/// turns: whoever reads has the turn except while it waits here. The handshake begins with it.
/// </remarks>
internal sealed class CipherStream(SocketLink link) : Stream
{
    private readonly SemaphoreSlim _turn = new(0, 1);

    /// <summary>The peer has closed its side of the connection.</summary>
    public bool Ended { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public Task TakeTurnAsync() => _turn.WaitAsync();

    public void EndTurn() => _turn.Release();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!link.Unread.IsEmpty)
            return new ValueTask<int>(Take(buffer));

        // What comes first is received into the connection's own small buffer, which a short record fits into.
        var receiving = buffer.IsEmpty ? link.ReceiveAsync() : link.ReceiveIntoAsync(buffer);
        return receiving.IsCompletedSuccessfully ? new ValueTask<int>(Received(receiving.Result, buffer)) : AwaitAsync(receiving, buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var sending = link.SendAsync(buffer);
        if (!sending.IsCompletedSuccessfully)
            return AwaitAsync(sending);
        Sent(sending.Result);
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitAsync(ValueTask<int> receiving, Memory<byte> buffer)
    {
        EndTurn();
        var count = await receiving;
        await TakeTurnAsync();
        return Received(count, buffer);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask AwaitAsync(ValueTask<bool> sending) => Sent(await sending);

    private int Take(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, link.Unread.Length);
        link.Unread[..count].CopyTo(buffer);
        link.Consume(count);
        return count;
    }

    private int Received(int count, Memory<byte> buffer)
    {
        if (count == Link.Cut)
            throw new IOException("the connection was cut");
        Ended |= count == 0;
        return buffer.IsEmpty ? 0 : count;
    }

    private static void Sent(bool sent)
    {
        if (!sent)
            throw new IOException("the connection was cut");
    }
}
