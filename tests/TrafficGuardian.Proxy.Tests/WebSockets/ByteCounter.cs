using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

/// <summary>Is told everything and keeps the number of payload bytes only.</summary>
internal sealed class ByteCounter : ITrafficObserver, IWebSocketObserver
{
    public long Bytes { get; private set; }

    public int NotInspectedTold { get; private set; }

    public IExchangeObserver? BeginExchange(ExchangeInfo info) => null;

    public IWebSocketObserver? BeginWebSocket(ExchangeInfo info, WebSocketDeflate? deflate) => this;

    public void TunnelRequested(ExchangeInfo info)
    {
    }

    public void NotInspected(ExchangeInfo info, NotInspectedReason reason) => NotInspectedTold++;

    public void OnMessage(MessageSide side, bool compressed)
    {
    }

    public void OnData(MessageSide side, ReadOnlySpan<byte> data) => Bytes += data.Length;

    public void OnMessageEnd(MessageSide side, MessageEnd end)
    {
    }

    public void OnControl(MessageSide side, ReadOnlySpan<byte> payload) => Bytes += payload.Length;

    public void OnClose()
    {
    }
}
