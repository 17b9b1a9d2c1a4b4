namespace TrafficGuardian.Proxy.Upstream;

/// <summary>Why a destination was not reached.</summary>
internal enum FailureKind
{
    Dns,
    Connect,
    Timeout,
    Tls,
    Protocol,

    /// <summary>This client may not reach this destination.</summary>
    NotAllowed,

    /// <summary>The destination is the monitor itself.</summary>
    Loop,

    /// <summary>The upstream proxy wants credentials that the client itself must give.</summary>
    ProxyAuthentication,

    /// <summary>The monitor stops, so nothing is waited for any more.</summary>
    Stopped,
}
