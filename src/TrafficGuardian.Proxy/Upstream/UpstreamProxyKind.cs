namespace TrafficGuardian.Proxy.Upstream;

/// <summary>How an upstream proxy is spoken to.</summary>
public enum UpstreamProxyKind
{
    /// <summary>HTTP/1.1 proxy: absolute-form requests and CONNECT (RFC 9112 section 3.2, RFC 9110 section 9.3.6).</summary>
    Http,

    /// <summary>SOCKS version 5 (RFC 1928); names are resolved by the proxy.</summary>
    Socks5,
}
