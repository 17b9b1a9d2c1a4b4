namespace TrafficGuardian.Proxy.Http2;

/// <summary>A piece of a frame's content, padding and fixed fields taken off. Every frame has at least one, its last.</summary>
internal readonly ref struct FramePart
{
    public required FrameType Type { get; init; }

    public required FrameFlags Flags { get; init; }

    /// <summary>0 means the connection itself.</summary>
    public required int StreamId { get; init; }

    /// <summary>PUSH_PROMISE: the promised stream. GOAWAY: the last stream that is served. Else 0.</summary>
    public required int OtherStreamId { get; init; }

    public required ReadOnlySpan<byte> Content { get; init; }

    /// <summary>Whether the frame's content ends with this piece.</summary>
    public required bool Last { get; init; }

    public bool Has(FrameFlags flag) => (Flags & flag) != FrameFlags.None;
}
