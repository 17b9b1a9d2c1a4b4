namespace TrafficGuardian.Detection.Judging;

/// <summary>The networks that an address may belong to.</summary>
internal enum NetworkKind
{
    /// <summary>Everybody's, or not known.</summary>
    Public,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>RFC 1918, RFC 6598 and RFC 4193 addresses, and names of container hosts and clusters.</summary>
    Private,

    /// <summary>RFC 3927 and RFC 4291 section 2.5.6.</summary>
    LinkLocal,

    /// <summary>Any other address that nobody's public host has: multicast, documentation, or one of this machine's own.</summary>
    Reserved,

    /// <summary>Where cloud machines get their credentials.</summary>
    Metadata,
}
