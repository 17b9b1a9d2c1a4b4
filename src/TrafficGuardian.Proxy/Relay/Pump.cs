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
    private volatile bool _any;

    /// <summary>Called each time all that was received has been sent.</summary>
    public Action? Sent { get; init; }

    /// <summary>Whether any byte has come.</summary>
    public bool Any => _any;

    public async Task<PumpEnd> RunAsync()
    {
        while (true)
        {
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

        observer.OnPause(side);
    }

    private PumpEnd End(PumpEnd end)
    {
        if (side == MessageSide.Request)
            observer.OnDownstreamEnd(end != PumpEnd.Finished);
        else
            observer.OnUpstreamEnd(end != PumpEnd.Finished);
        return end;
    }
}
