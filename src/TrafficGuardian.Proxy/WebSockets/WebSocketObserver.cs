using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.WebSockets;

/// <summary>
/// Follows a WebSocket connection (RFC 6455) from the end of its handshake on. Touches no byte. A direction whose frames
/// can't be followed is given up, told once a connection; the other one is followed on, for it is framed by itself.
/// </summary>
internal sealed class WebSocketObserver : IStreamObserver
{
    private readonly ExchangeInfo _info;
    private readonly ITrafficObserver _observer;
    private readonly IWebSocketObserver? _follower;
    private readonly WebSocketSide _downstream;
    private readonly WebSocketSide _upstream;
    private int _told;
    private int _open = 2;

    /// <param name="info">As <see cref="InfoOf"/> makes it.</param>
    /// <param name="extensions">What the two ends agreed on.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="counters">Where messages are counted.</param>
    public WebSocketObserver(ExchangeInfo info, NegotiatedExtensions extensions, ITrafficObserver observer, ProxyCounters counters)
    {
        _info = info;
        _observer = observer;
        _follower = observer.BeginWebSocket(info, extensions.Deflate);
        _downstream = new WebSocketSide(MessageSide.Request, new FrameReader(masked: true, extensions), _follower, counters);
        _upstream = new WebSocketSide(MessageSide.Response, new FrameReader(masked: false, extensions), _follower, counters);
    }

    /// <summary>Who speaks with whom once an exchange of <paramref name="exchange"/> has become a WebSocket connection.</summary>
    public static ExchangeInfo InfoOf(ExchangeInfo exchange) => new(
        exchange.Client,
        exchange.Host,
        exchange.Port,
        exchange.Protocol == WireProtocol.Https ? WireProtocol.WebSocketSecure : WireProtocol.WebSocket);

    public void OnDownstream(ReadOnlySpan<byte> data) => Take(_downstream, data);

    public void OnUpstream(ReadOnlySpan<byte> data) => Take(_upstream, data);

    public void OnDownstreamEnd(bool aborted) => End(_downstream);

    public void OnUpstreamEnd(bool aborted) => End(_upstream);

    private void Take(WebSocketSide side, ReadOnlySpan<byte> data)
    {
        var status = side.Take(data);
        if (status == FrameStatus.NeedMore)
            return;

        if (Interlocked.Exchange(ref _told, 1) == 0)
            _observer.NotInspected(_info, status == FrameStatus.Unknown ? NotInspectedReason.Protocol : NotInspectedReason.Frame);
        End(side);
    }

    /// <summary>A message is whole when its last frame is, so how its direction ends makes no difference.</summary>
    private void End(WebSocketSide side)
    {
        if (side.End() && Interlocked.Decrement(ref _open) == 0)
            _follower?.OnClose();
    }
}
