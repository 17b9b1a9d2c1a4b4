using System.Text;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary>Observer calls with text.</summary>
internal static class ObserverCalls
{
    public static void Head(this IExchangeObserver exchange, MessageSide side, string text) => exchange.OnHead(side, Encoding.Latin1.GetBytes(text));

    public static void Body(this IExchangeObserver exchange, MessageSide side, string text) => exchange.OnBody(side, Encoding.UTF8.GetBytes(text));

    public static void Trailers(this IExchangeObserver exchange, MessageSide side, string text) => exchange.OnTrailers(side, Encoding.Latin1.GetBytes(text));

    public static void Finish(this IExchangeObserver exchange, MessageSide side) => exchange.OnEnd(side, MessageEnd.Complete);
}
