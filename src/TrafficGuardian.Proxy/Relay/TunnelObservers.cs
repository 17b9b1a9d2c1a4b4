using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Http2;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Chooses who watches a tunnel, by what it was recognised to carry.</summary>
internal sealed class TunnelObservers(RelayContext context, ExchangeInfo info)
{
    public IStreamObserver Choose(FirstBytesKind kind) => kind switch
    {
        FirstBytesKind.Http1 => new Http1Observer(
            new Conversation(context.Observer, context.Counters), info with { Protocol = WireProtocol.Http }, context.Options.MaxHeadBytes),
        FirstBytesKind.Http2 => new Http2Observer(
            info with { Protocol = WireProtocol.Http }, context.Observer, context.Counters, context.Options.MaxHeadBytes),
        FirstBytesKind.Tls => Blind(NotInspectedReason.Tunnel),
        _ => Blind(NotInspectedReason.Protocol),
    };

    private BlindObserver Blind(NotInspectedReason reason)
    {
        context.Observer.NotInspected(info, reason);
        return BlindObserver.Instance;
    }
}
