namespace TrafficGuardian.Proxy.Tls;

/// <summary>What a client made of our certificate.</summary>
internal enum ClientVerdict
{
    Accepted,

    /// <summary>It sent an alert about it.</summary>
    Rejected,

    /// <summary>It went away without saying why.</summary>
    Silent,

    /// <summary>It was not asked: we gave the connection up.</summary>
    None,
}
