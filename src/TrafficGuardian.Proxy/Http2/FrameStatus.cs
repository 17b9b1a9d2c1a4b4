namespace TrafficGuardian.Proxy.Http2;

/// <summary>What a <see cref="FrameReader"/> made of its input.</summary>
internal enum FrameStatus
{
    /// <summary>All input is consumed; the next part needs more.</summary>
    NeedMore,

    /// <summary>A part of a frame was read.</summary>
    Part,

    /// <summary>The bytes are no HTTP/2 frame.</summary>
    Malformed,
}
