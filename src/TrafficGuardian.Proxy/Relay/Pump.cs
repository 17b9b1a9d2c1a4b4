using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>
/// Carries one direction of a connection, byte for byte. What is sent on has been shown to the observer before,
/// so whoever has received an answer can rely on its having been seen.
/// </summary>
internal sealed class Pump(Link source, Link sink, IStreamObserver observer, MessageSide side, ProxyCounters counters)
{
    /// <summary>
    /// After so many bytes the thread is left to others once: while both ends keep up, nothing else would make this pump
    /// wait, and the thread also serves other connections.
    /// </summary>
    private const int FairShare = 1 << 20;

    private volatile bool _any;

    /// <summary>Called each time all that was received has been sent.</summary>
    public Action? Sent { get; init; }

    /// <summary>Whether any byte has come.</summary>
    public bool Any => _any;

    public async Task<PumpEnd> RunAsync()
    {
        for (var carried = 0; ;)
        {
            if (carried >= FairShare)
            {
                carried = 0;
                await Task.Yield();
            }

            if (source.Unread.IsEmpty)
            {
                var received = await source.ReceiveAsync();
                if (received <= 0)
                    return End(received == 0 ? PumpEnd.Finished : PumpEnd.SourceCut);
            }

            _any = true;
            var data = source.Unread;
            Observe(data.Span);
            if (!await sink.SendAsync(data))
                return End(PumpEnd.SinkCut);
            carried += data.Length;
            source.Consume(data.Length);
            Sent?.Invoke();
        }
    }

    private void Observe(ReadOnlySpan<byte> data)
    {
        if (side == MessageSide.Request)
        {
            counters.AddOutbound(data.Length);
            observer.OnDownstream(data);
        }
        else
        {
            counters.AddInbound(data.Length);
            observer.OnUpstream(data);
        }
    }

    private PumpEnd End(PumpEnd end)
    {
        var aborted = end != PumpEnd.Finished || source.Truncated;
        if (side == MessageSide.Request)
            observer.OnDownstreamEnd(aborted);
        else
            observer.OnUpstreamEnd(aborted);
        return end;
    }
}
