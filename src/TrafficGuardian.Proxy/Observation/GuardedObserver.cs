namespace TrafficGuardian.Proxy.Observation;

/// <summary>
/// The one place where a fault of an observer is caught, so that it never reaches an exchange.
/// </summary>
internal sealed class GuardedObserver(ITrafficObserver inner) : ITrafficObserver
{
    public IExchangeObserver? BeginExchange(ExchangeInfo info)
    {
        try
        {
            return inner.BeginExchange(info) is { } exchange ? new GuardedExchange(exchange, info, this) : null;
        }
        catch (Exception)
        {
            Failed(info);
            return null;
        }
    }

    public IWebSocketObserver? BeginWebSocket(ExchangeInfo info, WebSocketDeflate? deflate)
    {
        try
        {
            return inner.BeginWebSocket(info, deflate) is { } webSocket ? new GuardedWebSocket(webSocket, info, this) : null;
        }
        catch (Exception)
        {
            Failed(info);
            return null;
        }
    }

    public void TunnelRequested(ExchangeInfo info)
    {
        try
        {
            inner.TunnelRequested(info);
        }
        catch (Exception)
        {
            Failed(info);
        }
    }

    public void NotInspected(ExchangeInfo info, NotInspectedReason reason)
    {
        try
        {
            inner.NotInspected(info, reason);
        }
        catch (Exception) when (reason != NotInspectedReason.Error)
        {
            Failed(info);
        }
        catch (Exception)
        {
            // The observer can't even take note of its own fault; nobody is left to tell.
        }
    }

    internal void Failed(ExchangeInfo info) => NotInspected(info, NotInspectedReason.Error);
}
