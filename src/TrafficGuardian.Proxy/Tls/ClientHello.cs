using System.Net.Security;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>What a TLS client asks for before anything is encrypted (RFC 8446 section 4.1.2).</summary>
internal sealed record ClientHello
{
    /// <summary>The server name (RFC 6066 section 3), lower case, or null where the client names none.</summary>
    public string? ServerName { get; init; }

    /// <summary>The protocols offered (RFC 7301), in the client's order, values reserved for GREASE (RFC 8701) left out.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>Whether TLS 1.3 is among the versions offered.</summary>
    public bool OffersTls13 { get; init; }

    /// <summary>Whether TLS 1.2 is among the versions offered.</summary>
    public bool OffersTls12 { get; init; }

    /// <summary>The cipher suites offered, in the client's order.</summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; init; } = [];

    /// <summary>The signature algorithms offered (RFC 8446 section 4.2.3); empty where the client says none.</summary>
    public IReadOnlyList<ushort> SignatureAlgorithms { get; init; } = [];

    /// <summary>The groups that the client exchanges keys in (RFC 8446 section 4.2.7), best first; empty where it says none.</summary>
    public IReadOnlyList<ushort> Groups { get; init; } = [];

    /// <summary>Whether an encrypted hello is inside, so that the names above are those of its outer shell.</summary>
    public bool HasEncryptedHello { get; init; }
}
