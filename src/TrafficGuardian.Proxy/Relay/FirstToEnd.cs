using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Passes everything on to another observer and notes which end was the first to send no more.</summary>
internal sealed class FirstToEnd(IStreamObserver inner) : IStreamObserver
{
    private const int Downstream = 1;
    private const int Upstream = 2;

    private int _first;

    /// <summary>The downstream ended before the upstream did.</summary>
    public bool DownstreamWasFirst => Volatile.Read(ref _first) == Downstream;

    public void OnDownstream(ReadOnlySpan<byte> data) => inner.OnDownstream(data);

    public void OnUpstream(ReadOnlySpan<byte> data) => inner.OnUpstream(data);

    public void OnDownstreamEnd(bool aborted)
    {
        Interlocked.CompareExchange(ref _first, Downstream, comparand: 0);
        inner.OnDownstreamEnd(aborted);
    }

    public void OnUpstreamEnd(bool aborted)
    {
        Interlocked.CompareExchange(ref _first, Upstream, comparand: 0);
        inner.OnUpstreamEnd(aborted);
    }
}
