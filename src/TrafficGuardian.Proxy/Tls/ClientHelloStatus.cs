namespace TrafficGuardian.Proxy.Tls;

/// <summary>What became of an attempt to read a ClientHello.</summary>
internal enum ClientHelloStatus
{
    /// <summary>It was read.</summary>
    Complete,

    /// <summary>So far it is one, and more bytes are needed.</summary>
    NeedMore,

    /// <summary>It is none, or a broken one.</summary>
    Invalid,
}
