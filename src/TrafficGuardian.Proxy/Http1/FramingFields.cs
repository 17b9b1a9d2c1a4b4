namespace TrafficGuardian.Proxy.Http1;

/// <summary>What a head's header lines say about its message's framing and about the proxy itself.</summary>
internal struct FramingFields
{
    public FramingFields() => ContentLength = -1;

    /// <summary>-1 where no length is given.</summary>
    public long ContentLength { get; set; }

    /// <summary>A <c>Transfer-Encoding</c> line is present.</summary>
    public bool TransferEncoding { get; set; }

    /// <summary><c>chunked</c> is the last transfer coding, and applied once.</summary>
    public bool Chunked { get; set; }

    /// <summary>Recipients may disagree about the framing.</summary>
    public bool Ambiguous { get; set; }

    /// <summary>A line that is no header line (no colon, no name, a blank in the name, a stray CR or NUL).</summary>
    public bool Malformed { get; set; }

    /// <summary>An <c>Upgrade</c> line is present.</summary>
    public bool Upgrade { get; set; }

    /// <summary>A <c>Proxy-*</c> line is present.</summary>
    public bool ProxyLines { get; set; }
}
