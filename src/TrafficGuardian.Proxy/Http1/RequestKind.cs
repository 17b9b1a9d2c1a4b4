namespace TrafficGuardian.Proxy.Http1;

/// <summary>What of a request's method its response's framing depends on (RFC 9112 section 6.3).</summary>
internal enum RequestKind
{
    Other,
    Head,
    Connect,
}
