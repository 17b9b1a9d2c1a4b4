namespace TrafficGuardian.Proxy.WebSockets;

/// <summary>What a <see cref="FrameReader"/> made of its input.</summary>
internal enum FrameStatus
{
    /// <summary>All input is consumed; the next part needs more.</summary>
    NeedMore,

    /// <summary>A part of a frame was read.</summary>
    Part,

    /// <summary>The bytes are no WebSocket frame that may stand here. Nothing behind them can be read.</summary>
    Malformed,

    /// <summary>The frame uses what RFC 6455 leaves to extensions, and one that is not known here was agreed on.</summary>
    Unknown,
}
