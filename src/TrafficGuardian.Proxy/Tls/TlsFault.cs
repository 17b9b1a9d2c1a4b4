namespace TrafficGuardian.Proxy.Tls;

/// <summary>Why TLS with an upstream is not ours to speak.</summary>
internal enum TlsFault
{
    None,

    /// <summary>The handshake did not come to an end.</summary>
    Handshake,

    /// <summary>No chain to a trusted root.</summary>
    Untrusted,

    /// <summary>The certificate is for another name.</summary>
    WrongName,

    /// <summary>A certificate of the chain has expired or is not valid yet.</summary>
    Expired,

    /// <summary>A key or a signature of the chain is too weak.</summary>
    Weak,

    /// <summary>The upstream asks for a certificate of the client.</summary>
    ClientCertificate,

    /// <summary>The upstream agreed on less than the client itself would have.</summary>
    Downgrade,
}
