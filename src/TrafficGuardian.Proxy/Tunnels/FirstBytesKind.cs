namespace TrafficGuardian.Proxy.Tunnels;

/// <summary>What the first bytes of a tunnel's client say that the tunnel carries.</summary>
internal enum FirstBytesKind
{
    NeedMore,
    Tls,
    Http1,
    Http2,
    Other,
}
