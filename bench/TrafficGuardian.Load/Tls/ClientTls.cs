using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Load.Tls;

/// <summary>The client's side of TLS. It trusts one CA only, so that a measurement past who should be measured fails.</summary>
/// <param name="Trusted">The CA that the server's certificate must come from.</param>
/// <param name="Host">The server's name, which its certificate must be for.</param>
internal sealed record ClientTls(X509Certificate2 Trusted, string Host)
{
    /// <summary>A different name for each number.</summary>
    public static string HostName(int number) => $"h{number:D5}.{Domain}";

    /// <summary>What all names end in.</summary>
    public const string Domain = "load.test";

    /// <summary>Completes a handshake of its own: nothing is resumed, as with a process that has just begun.</summary>
    /// <exception cref="AuthenticationException">The server's certificate does not hold.</exception>
    public Wire Connect(Socket socket)
    {
        var secure = new SslStream(new BlockingStream(socket));
        SslClientAuthenticationOptions options = Options();
        options.TargetHost = Host;
        secure.AuthenticateAsClient(options);
        return new Wire(socket, secure);
    }

    public SslClientAuthenticationOptions Options()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(Trusted);
        return new() { CertificateChainPolicy = policy, AllowTlsResume = false };
    }
}
