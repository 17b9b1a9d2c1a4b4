namespace TrafficGuardian.Proxy.Observation;

/// <summary>
/// Receives copies of what passes. Calls come on the threads that relay, so an implementation
/// returns at once, never waits and never throws; spans are valid during the call only.
/// </summary>
public interface ITrafficObserver
{
    /// <summary>An exchange begins: the head of its request is about to be reported.</summary>
    /// <returns>Who follows it, or null where nobody wants to.</returns>
    IExchangeObserver? BeginExchange(ExchangeInfo info);

    /// <summary>An exchange has become a WebSocket connection.</summary>
    /// <param name="info">Who speaks with whom, with a WebSocket <see cref="WireProtocol"/>.</param>
    /// <param name="deflate">How messages may be compressed, or null where they may not.</param>
    /// <returns>Who follows it, or null where nobody wants to.</returns>
    IWebSocketObserver? BeginWebSocket(ExchangeInfo info, WebSocketDeflate? deflate);

    /// <summary>A CONNECT tunnel was asked for, whatever has become of it: opened, failed or refused.</summary>
    void TunnelRequested(ExchangeInfo info);

    /// <summary>Something passed (or goes on to pass) without being read. Called once a cause and connection.</summary>
    void NotInspected(ExchangeInfo info, NotInspectedReason reason);
}
