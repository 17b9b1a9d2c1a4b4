namespace TrafficGuardian.Proxy.Upstream;

/// <summary>A proxy that stands between this one and the destination.</summary>
/// <param name="Kind">How it is spoken to.</param>
/// <param name="Host">Its host name or address.</param>
/// <param name="Port">Its port.</param>
public sealed record UpstreamProxy(UpstreamProxyKind Kind, string Host, int Port)
{
    /// <summary><c>user:password</c>, sent at once (RFC 7617; RFC 1929 for SOCKS5), or null.</summary>
    public string? Credentials { get; init; }

    /// <summary>Whether the client's own <c>Proxy-Authorization</c> line is passed on. HTTP proxies only.</summary>
    public bool PassClientCredentials { get; init; }

    /// <summary>Names the proxy without its credentials.</summary>
    public override string ToString() => $"{(Kind == UpstreamProxyKind.Http ? "http" : "socks5")}://{Host}:{Port}";
}
