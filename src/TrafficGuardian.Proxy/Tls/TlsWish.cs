using System.Net.Security;
using System.Security.Authentication;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>What a client wants of an upstream's TLS.</summary>
/// <param name="Name">The host name or address that the certificate must be for.</param>
internal sealed record TlsWish(string Name)
{
    /// <summary>The server name to send, or null for none.</summary>
    public string? ServerName { get; init; }

    /// <summary>The protocols to offer (RFC 7301), best first; empty for no such extension.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>The versions to offer.</summary>
    public SslProtocols Versions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The cipher suites that the client would accept whatever they are worth.</summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; init; } = [];

    /// <summary>What a client that sent this hello wants, for a tunnel to this host.</summary>
    /// <returns>Null where it offers no version that is spoken here, or could not agree with us on a certificate, keys and a cipher.</returns>
    public static TlsWish? Of(ClientHello hello, string host)
    {
        if (!OurSide.Suits(hello))
            return null;
        var versions = (hello.OffersTls12, hello.OffersTls13) switch
        {
            (true, _) => SslProtocols.Tls12 | SslProtocols.Tls13,
            (false, true) => SslProtocols.Tls13,
            _ => SslProtocols.None,
        };
        return versions == SslProtocols.None ? null : new TlsWish(hello.ServerName ?? host)
        {
            ServerName = hello.ServerName,
            Protocols = hello.Protocols,
            Versions = versions,
            CipherSuites = hello.CipherSuites,
        };
    }

    /// <summary>Whether a connection with this suite is no worse than one of the client's own.</summary>
    public bool Accepts(TlsCipherSuite suite) => IsModern(suite.ToString()) || CipherSuites.Contains(suite);

    /// <summary>Forward secrecy and authenticated encryption: all suites of TLS 1.3, and those of 1.2 that RFC 9325 section 4.2 recommends.</summary>
    private static bool IsModern(string suite)
    {
        var isForward = suite.StartsWith("TLS_ECDHE_", StringComparison.Ordinal) || suite.StartsWith("TLS_DHE_", StringComparison.Ordinal)
            || !suite.Contains("_WITH_", StringComparison.Ordinal);
        return isForward && (suite.Contains("_GCM_", StringComparison.Ordinal) || suite.Contains("CHACHA20", StringComparison.Ordinal)
            || suite.Contains("_CCM", StringComparison.Ordinal));
    }
}
