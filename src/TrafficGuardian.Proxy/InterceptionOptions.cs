using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Proxy;

/// <summary>How TLS inside tunnels is opened, by a CA that the wrapped process alone trusts.</summary>
public sealed record InterceptionOptions
{
    /// <summary>The CA's certificate with its private key (EC or RSA). It stays the caller's to dispose.</summary>
    public required X509Certificate2 Authority { get; init; }

    /// <summary>Says whether tunnels to a host (as named, lower case) and port are to be opened. Asked once a tunnel. Default: all.</summary>
    public Func<string, int, bool> Intercepts { get; init; } = static (_, _) => true;

    /// <summary>Says whether the CA can vouch for a host name or address: its name constraints. Default: for all.</summary>
    public Func<string, bool> CanVouchFor { get; init; } = static _ => true;
}
