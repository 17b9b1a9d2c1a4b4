namespace TrafficGuardian.Monitor.Inspection;

/// <summary>Which part of a message a piece was copied from, and where the messages of a WebSocket begin and end.</summary>
internal enum PieceKind
{
    Head,
    Body,
    Trailers,

    /// <summary>No bytes: the host of a tunnel, of which nothing else is seen.</summary>
    Host,

    /// <summary>No bytes: a WebSocket message begins.</summary>
    Message,

    /// <summary>No bytes: a compressed WebSocket message begins.</summary>
    CompressedMessage,

    /// <summary>The payload of a WebSocket control frame.</summary>
    Control,

    /// <summary>No bytes: the WebSocket message is over, and all of it was copied.</summary>
    MessageEnd,

    /// <summary>No bytes: nothing more of the WebSocket message comes, although it is not over, or not all of it was copied.</summary>
    MessageCut,

    /// <summary>The same, because it is longer than may be looked at.</summary>
    MessageOverLimit,
}
