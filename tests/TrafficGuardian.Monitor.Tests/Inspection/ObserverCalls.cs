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

    public static void Data(this IWebSocketObserver socket, MessageSide side, string text) => socket.OnData(side, Encoding.UTF8.GetBytes(text));

    public static void Control(this IWebSocketObserver socket, MessageSide side, string text) => socket.OnControl(side, Encoding.UTF8.GetBytes(text));

    /// <summary>A whole message that is not compressed.</summary>
    public static void Message(this IWebSocketObserver socket, MessageSide side, string text)
    {
        socket.OnMessage(side, compressed: false);
        socket.Data(side, text);
        socket.OnMessageEnd(side, MessageEnd.Complete);
    }

    /// <summary>A whole compressed message, as its payload stands on the wire.</summary>
    public static void Compressed(this IWebSocketObserver socket, MessageSide side, ReadOnlySpan<byte> payload)
    {
        socket.OnMessage(side, compressed: true);
        socket.OnData(side, payload);
        socket.OnMessageEnd(side, MessageEnd.Complete);
    }
}
