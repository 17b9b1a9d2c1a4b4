namespace TrafficGuardian.Proxy.WebSockets;

/// <summary>A piece of a frame's payload. Every frame has at least one, its last, which may be empty.</summary>
internal readonly ref struct FramePart
{
    /// <summary>The frame is a ping, pong or close, which may stand between the fragments of a message.</summary>
    public required bool IsControl { get; init; }

    /// <summary>The first piece of a text or binary message.</summary>
    public required bool BeginsMessage { get; init; }

    /// <summary>Where <see cref="BeginsMessage"/>: RSV1 says that the message is compressed (RFC 7692 section 6).</summary>
    public required bool Compressed { get; init; }

    /// <summary>Whether the frame ends with this piece.</summary>
    public required bool EndsFrame { get; init; }

    /// <summary>Whether a text or binary message ends with this piece.</summary>
    public required bool EndsMessage { get; init; }

    /// <summary>As it passed: masked with <see cref="Key"/>.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Four key bytes in the order in which they meet the payload, its first byte first; 0 where nothing is masked.</summary>
    public required uint Key { get; init; }
}
