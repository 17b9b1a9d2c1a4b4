namespace TrafficGuardian.Proxy.Http2;

/// <summary>What a header list is, by where it stands.</summary>
internal enum HeadKind
{
    Request,
    Response,
    Trailers,
}
