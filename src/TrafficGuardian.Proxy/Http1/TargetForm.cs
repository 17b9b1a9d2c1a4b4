namespace TrafficGuardian.Proxy.Http1;

/// <summary>The forms of a request target that a forward proxy tells apart (RFC 9112 section 3.2).</summary>
internal enum TargetForm
{
    /// <summary><c>http://host/path</c>.</summary>
    AbsoluteHttp,

    /// <summary><c>https://host/path</c>.</summary>
    AbsoluteHttps,

    /// <summary>A path or <c>*</c>: meant for an origin server.</summary>
    Origin,

    /// <summary>Another scheme, or nothing that can be read.</summary>
    Other,
}
