using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>Opens TLS to upstreams, in the place of a client. Thread-safe.</summary>
internal sealed class UpstreamTls(CertificateJudge judge, TimeSpan limit, TimeProvider time)
{
    /// <summary>Completes the handshake and judges what the upstream showed.</summary>
    /// <param name="link">A fresh connection. It is cut where the result is a fault.</param>
    /// <param name="wish">What the client wants.</param>
    public async Task<(SecureLink? Link, TlsFault Fault)> OpenAsync(SocketLink link, TlsWish wish)
    {
        var asked = new Asked();
        var cipher = new CipherStream(link);
        var stream = new SslStream(cipher, leaveInnerStreamOpen: true);
        using (time.CreateTimer(static link => ((SocketLink)link!).Abort(), link, limit, Timeout.InfiniteTimeSpan))
        {
            try
            {
                await stream.AuthenticateAsClientAsync(OptionsFor(wish, asked));
            }
            catch (Exception e) when (e is AuthenticationException or IOException or InvalidOperationException or ObjectDisposedException)
            {
                return Fail(stream, link, asked.ForCertificate ? TlsFault.ClientCertificate : TlsFault.Handshake);
            }
        }

        // Building a chain takes a while, and this may be the thread that serves other connections.
        var fault = asked.ForCertificate ? TlsFault.ClientCertificate
            : !wish.Accepts(stream.NegotiatedCipherSuite) ? TlsFault.Downgrade
            : await Task.Run(() => Judge(stream, asked.Sent, wish.Name));
        return fault == TlsFault.None ? (new SecureLink(stream, cipher, link), fault) : Fail(stream, link, fault);
    }

    private TlsFault Judge(SslStream stream, X509Certificate2Collection sent, string name) =>
        stream.RemoteCertificate is X509Certificate2 certificate ? judge.Judge(certificate, sent, name) : TlsFault.Untrusted;

    private static (SecureLink? Link, TlsFault Fault) Fail(SslStream stream, SocketLink link, TlsFault fault)
    {
        link.Abort();
        stream.Dispose();
        link.Release();
        return (null, fault);
    }

    private static SslClientAuthenticationOptions OptionsFor(TlsWish wish, Asked asked) => new()
    {
        // An address is no server name (RFC 6066 section 3); the framework leaves it out by itself.
        TargetHost = wish.ServerName ?? "",
        ApplicationProtocols = wish.Protocols.Count == 0 ? null : [.. wish.Protocols.Select(protocol => new SslApplicationProtocol(Encoding.Latin1.GetBytes(protocol)))],
        EnabledSslProtocols = wish.Versions,
        CertificateChainPolicy = NoJudgement(),
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => asked.Keep(certificate, chain),
        LocalCertificateSelectionCallback = (_, _, _, remote, issuers) =>
        {
            asked.ForCertificate |= remote is not null || issuers.Length > 0;
            return null!;
        },
    };

    /// <summary>The framework builds a chain in any case; this one costs next to nothing, and the judge's own counts.</summary>
    private static X509ChainPolicy NoJudgement() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };

    private sealed class Asked
    {
        public bool ForCertificate { get; set; }

        public X509Certificate2Collection Sent { get; } = [];

        /// <summary>Keeps what is judged after the handshake.</summary>
        /// <returns>Whether there is anything to judge.</returns>
        public bool Keep(X509Certificate? certificate, X509Chain? chain)
        {
            if (chain is not null)
                Sent.AddRange(chain.ChainPolicy.ExtraStore);
            return certificate is not null;
        }
    }
}
