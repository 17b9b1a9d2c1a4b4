namespace TrafficGuardian.Proxy.Http1;

/// <summary>What one step over a body's bytes met.</summary>
internal enum BodyStep
{
    /// <summary>Framing only; go on with what follows, or with the next read.</summary>
    Framing,

    /// <summary>Body bytes.</summary>
    Data,

    /// <summary>Bytes of the trailer section.</summary>
    Trailers,

    /// <summary>The message ended with the bytes consumed.</summary>
    Ended,

    /// <summary>No valid framing: where the body ends can't be known.</summary>
    Malformed,
}
