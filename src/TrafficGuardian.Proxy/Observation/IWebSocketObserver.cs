namespace TrafficGuardian.Proxy.Observation;

/// <summary>
/// Follows one WebSocket connection (RFC 6455). The calls of one side come in order; the two sides may be reported
/// at the same time from two threads. The same rules as for <see cref="ITrafficObserver"/> hold.
/// </summary>
public interface IWebSocketObserver
{
    /// <summary>A text or binary message begins.</summary>
    /// <param name="side">Who sends it.</param>
    /// <param name="compressed">Its payload is compressed as the connection's <see cref="WebSocketDeflate"/> says.</param>
    void OnMessage(MessageSide side, bool compressed);

    /// <summary>Payload of the message that has begun: unmasked, its fragments joined, compression still on.</summary>
    void OnData(MessageSide side, ReadOnlySpan<byte> data);

    /// <summary>The message that had begun is over.</summary>
    void OnMessageEnd(MessageSide side, MessageEnd end);

    /// <summary>The payload of a ping, pong or close frame, unmasked, where it has one. May come between a message's fragments.</summary>
    void OnControl(MessageSide side, ReadOnlySpan<byte> payload);

    /// <summary>Nothing more is reported for either side. The last call.</summary>
    void OnClose();
}
