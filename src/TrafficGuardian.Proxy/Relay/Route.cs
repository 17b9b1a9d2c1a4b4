namespace TrafficGuardian.Proxy.Relay;

/// <summary>What is to be done with a request.</summary>
internal enum Route
{
    /// <summary>Relay it to the host that its target names.</summary>
    Forward,

    /// <summary>Open a tunnel.</summary>
    Tunnel,

    /// <summary>Answer it with a failure, and close.</summary>
    Refuse,
}
