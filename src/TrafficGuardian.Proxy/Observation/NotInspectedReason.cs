namespace TrafficGuardian.Proxy.Observation;

/// <summary>Why something passed without being read. Each is a counter that <c>status</c> shows.</summary>
public enum NotInspectedReason
{
    /// <summary>TLS inside a CONNECT tunnel, with no interception.</summary>
    Tunnel,

    /// <summary>The memory set aside for copies was spent.</summary>
    Memory,

    /// <summary>A content coding that is unknown here or that does not decode.</summary>
    Encoding,

    /// <summary>Bytes that follow no protocol the observers know.</summary>
    Protocol,

    /// <summary>A host that the operator or the platform asked to leave alone.</summary>
    Bypass,

    /// <summary>A host whose client rejected our certificate, and that is left alone for a while. Counted as a bypass.</summary>
    Pinning,

    /// <summary>A client that could not agree with us on a TLS version, a certificate, keys or a cipher. Counted as a tunnel.</summary>
    Mismatch,

    /// <summary>WebSocket frames that break their protocol, so that nothing behind them can be read. Counted as a protocol.</summary>
    Frame,

    /// <summary>A certificate that could not be verified, so the tunnel was left alone.</summary>
    Certificate,

    /// <summary>A fault of our own.</summary>
    Error,
}
