using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Two connections joined into one: bytes, half-closes and resets pass from each to the other.</summary>
internal sealed class Tunnel(Link downstream, Link upstream, IStreamObserver observer, ProxyCounters counters)
{
    public async Task RunAsync()
    {
        var outbound = RelayAsync(downstream, upstream, MessageSide.Request);
        await RelayAsync(upstream, downstream, MessageSide.Response);
        await outbound;
    }

    /// <summary>Carries one direction to its end, and passes the manner of the end on.</summary>
    public async Task RelayAsync(Link source, Link sink, MessageSide side)
    {
        if (await new Pump(source, sink, observer, side, counters).RunAsync() == PumpEnd.Finished)
        {
            sink.FinishSending();
            return;
        }

        source.Abort();
        sink.Abort();
    }
}
