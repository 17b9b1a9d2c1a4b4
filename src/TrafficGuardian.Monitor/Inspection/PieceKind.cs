namespace TrafficGuardian.Monitor.Inspection;

/// <summary>Which part of a message a piece was copied from.</summary>
internal enum PieceKind
{
    Head,
    Body,
    Trailers,

    /// <summary>No bytes: the host of a tunnel, of which nothing else is seen.</summary>
    Host,
}
