namespace TrafficGuardian.Proxy.Http2;

/// <summary>Frame types that are read (RFC 9113 section 6). Others pass unread.</summary>
internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    ResetStream = 3,
    Settings = 4,
    PushPromise = 5,
    GoAway = 7,
    Continuation = 9,
}
