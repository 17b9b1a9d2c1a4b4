namespace TrafficGuardian.Proxy.Upstream;

/// <summary>
/// One connection as a relay sees it: what was received from it and not yet passed on, and where to send.
/// How a transfer went is a value, not an exception. One receives and one sends at a time.
/// </summary>
internal abstract class Link : IDisposable
{
    /// <summary>What <see cref="ReceiveAsync"/> returns where the connection was cut.</summary>
    public const int Cut = -1;

    /// <summary>Bytes received and not consumed. Valid until the next receive.</summary>
    public abstract ReadOnlyMemory<byte> Unread { get; }

    /// <summary>
    /// Whether the peer's stream ended without saying so in its own protocol: the connection below it ended first, so that
    /// bytes may be missing (RFC 8446 section 6.1). Known once a receive has returned 0.
    /// </summary>
    public virtual bool Truncated => false;

    /// <summary>This side has given the connection up.</summary>
    public abstract bool Closed { get; }

    public abstract void Consume(int count);

    /// <summary>Waits for bytes and adds them to <see cref="Unread"/>.</summary>
    /// <returns>How many came; 0 where the peer sends no more; <see cref="Cut"/> where the connection is gone.</returns>
    public abstract ValueTask<int> ReceiveAsync();

    /// <summary>Sends all of <paramref name="data"/>.</summary>
    /// <returns>False where the connection is gone.</returns>
    public abstract ValueTask<bool> SendAsync(ReadOnlyMemory<byte> data);

    /// <summary>Says that nothing more will be sent.</summary>
    /// <param name="truncated">What is sent ends short, and the peer must be able to tell.</param>
    public abstract ValueTask FinishSendingAsync(bool truncated = false);

    /// <summary>
    /// Closes the connection in order: a receive that waits returns 0. Disposing it under a waiting receive
    /// would reset the connection instead.
    /// </summary>
    public abstract void Finish();

    /// <summary>Cuts the connection (RST).</summary>
    public abstract void Abort();

    /// <summary>Gives the connection up; a receive that waits returns <see cref="Cut"/>.</summary>
    public abstract void Dispose();

    /// <summary>Gives the buffer back. Only once nothing receives any more.</summary>
    public abstract void Release();
}
