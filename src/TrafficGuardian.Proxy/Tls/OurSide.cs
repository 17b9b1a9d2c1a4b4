using System.Net.Security;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>
/// What a client is answered with: the newest version that it offers, a certificate with an elliptic key (P-256, SHA-256), and the
/// suites and groups that the framework enables on OpenSSL.
/// </summary>
internal static class OurSide
{
    private const ushort EcdsaP256Sha256 = 0x0403;
    private const ushort P256 = 23;

    /// <summary>P-256, P-384, P-521, X25519, X448, and ffdhe2048 to ffdhe8192 (RFC 8446 section 4.2.7).</summary>
    private static readonly HashSet<ushort> Groups = [P256, 24, 25, 29, 30, 256, 257, 258, 259, 260];

    private static readonly HashSet<TlsCipherSuite> SuitesOfTls13 =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
    ];

    /// <summary>Those that go with such a certificate.</summary>
    private static readonly HashSet<TlsCipherSuite> SuitesOfTls12 =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    ];

    /// <summary>
    /// Whether a handshake with the client can succeed as far as we go. Below TLS 1.3 the certificate's curve has to be among the
    /// client's groups too (RFC 8422 section 5.1).
    /// </summary>
    public static bool Suits(ClientHello hello)
    {
        if (!hello.SignatureAlgorithms.Contains(EcdsaP256Sha256))
            return false;
        return hello.OffersTls13
            ? hello.CipherSuites.Any(SuitesOfTls13.Contains) && hello.Groups.Any(Groups.Contains)
            : hello.CipherSuites.Any(SuitesOfTls12.Contains) && (hello.Groups.Count == 0 || hello.Groups.Contains(P256));
    }
}
