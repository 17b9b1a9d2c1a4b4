namespace TrafficGuardian.Proxy.Relay;

/// <summary>How the relaying of a request's body ended.</summary>
internal enum BodyEnd
{
    Complete,

    /// <summary>The client sends no more, in order.</summary>
    ClientFinished,

    /// <summary>The client's connection is gone.</summary>
    ClientCut,

    /// <summary>The body's framing can't be followed.</summary>
    Malformed,

    /// <summary>The upstream takes no more.</summary>
    UpstreamGone,
}
