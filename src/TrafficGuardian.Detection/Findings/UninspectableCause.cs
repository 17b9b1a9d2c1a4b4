namespace TrafficGuardian.Detection.Findings;

/// <summary>Why something passed that can't be read although it might have been.</summary>
public enum UninspectableCause
{
    /// <summary>The upstream's TLS certificate could not be verified, so the connection was left alone.</summary>
    Certificate,

    /// <summary>The client rejects the monitor's certificate, so the host is left alone for a while.</summary>
    Pinning,

    /// <summary>The client takes no TLS version, certificate or cipher that the monitor has.</summary>
    Mismatch,

    /// <summary>WebSocket frames that break RFC 6455.</summary>
    Frame,

    /// <summary>The payload of a compressed WebSocket message that does not inflate (RFC 7692).</summary>
    Deflate,

    /// <summary>A body that does not decode as its <c>Content-Encoding</c> says (RFC 9110 section 8.4).</summary>
    Coding,
}
