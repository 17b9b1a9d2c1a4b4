using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>
/// Keeps a downstream connection readable for a moment after the last answer was sent: closing while the client
/// still sends would reset the connection and could destroy the answer on its way (RFC 9112 section 9.6).
/// </summary>
internal sealed class Linger(Link downstream, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private ITimer? _timer;

    public void Start()
    {
        lock (_lock)
            _timer ??= time.CreateTimer(static link => ((Link)link!).Dispose(), downstream, Limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads what the client still sends, until it closes or the time is up.</summary>
    public async Task DiscardAsync()
    {
        Start();
        do
            downstream.Consume(downstream.Unread.Length);
        while (await downstream.ReceiveAsync() > 0);
    }

    /// <summary>The connection has been closed.</summary>
    public void Stop()
    {
        lock (_lock)
            _timer?.Dispose();
    }
}
