namespace TrafficGuardian.Proxy.Http2;

/// <summary>Frame flags (RFC 9113 section 6). What a bit means depends on the frame's type.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>DATA and HEADERS: the last of this side's message.</summary>
    EndStream = 0x1,

    /// <summary>SETTINGS: confirms the other side's, and says nothing itself.</summary>
    Ack = EndStream,

    /// <summary>HEADERS, PUSH_PROMISE and CONTINUATION: the header block is whole.</summary>
    EndHeaders = 0x4,

    /// <summary>DATA, HEADERS and PUSH_PROMISE.</summary>
    Padded = 0x8,

    /// <summary>HEADERS: five bytes of priority stand before the block.</summary>
    Priority = 0x20,
}
