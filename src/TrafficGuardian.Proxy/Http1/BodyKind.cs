namespace TrafficGuardian.Proxy.Http1;

/// <summary>How a message's body is delimited (RFC 9112 section 6.3).</summary>
internal enum BodyKind
{
    None,
    Length,
    Chunked,

    /// <summary>Until the sender closes the connection; responses only.</summary>
    UntilClose,
}
