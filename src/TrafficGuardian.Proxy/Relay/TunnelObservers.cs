using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Http2;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Chooses who watches a tunnel, by what it was recognised to carry.</summary>
/// <param name="context">What all connections share.</param>
/// <param name="info">Who speaks with whom.</param>
/// <param name="http">What HTTP in it is: with or without TLS around it.</param>
/// <param name="tls">Why TLS in it is not read.</param>
internal sealed class TunnelObservers(RelayContext context, ExchangeInfo info, WireProtocol http, NotInspectedReason tls)
{
    public IStreamObserver Choose(FirstBytesKind kind) => kind switch
    {
        FirstBytesKind.Http1 => new Http1Observer(
            new Conversation(context.Observer, context.Counters), info with { Protocol = http }, context.Options.MaxHeadBytes),
        FirstBytesKind.Http2 => new Http2Observer(
            info with { Protocol = http }, context.Observer, context.Counters, context.Options.MaxHeadBytes),
        FirstBytesKind.Tls => Blind(tls),
        _ => Blind(NotInspectedReason.Protocol),
    };

    private BlindObserver Blind(NotInspectedReason reason)
    {
        context.Observer.NotInspected(info, reason);
        return BlindObserver.Instance;
    }
}
