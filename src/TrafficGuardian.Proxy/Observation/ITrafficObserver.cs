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

    /// <summary>A CONNECT tunnel was asked for, whatever becomes of it.</summary>
    void TunnelRequested(ExchangeInfo info);

    /// <summary>Something passed (or goes on to pass) without being read. Called once a cause and connection.</summary>
    void NotInspected(ExchangeInfo info, NotInspectedReason reason);
}
