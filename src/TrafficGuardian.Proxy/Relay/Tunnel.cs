using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Two connections joined into one: bytes, half-closes and resets pass from each to the other.</summary>
internal sealed class Tunnel(Link downstream, Link upstream, IStreamObserver observer, ProxyCounters counters)
{
    /// <summary>Called each time all that the downstream sent has been passed on.</summary>
    public Action? OutboundSent { get; init; }

    public async Task RunAsync()
    {
        var outbound = RelayAsync(downstream, upstream, MessageSide.Request);
        await RelayAsync(upstream, downstream, MessageSide.Response);
        await outbound;
    }

    /// <summary>Carries one direction to its end, and passes the manner of the end on.</summary>
    public async Task RelayAsync(Link source, Link sink, MessageSide side)
    {
        if (await PumpFrom(source, sink, side).RunAsync() == PumpEnd.Finished)
        {
            await sink.FinishSendingAsync(source.Truncated);
            return;
        }

        source.Abort();
        sink.Abort();
    }

    private Pump PumpFrom(Link source, Link sink, MessageSide side) =>
        new(source, sink, observer, side, counters) { Sent = side == MessageSide.Request ? OutboundSent : null };
}
