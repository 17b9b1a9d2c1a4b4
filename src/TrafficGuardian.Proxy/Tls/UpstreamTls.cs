using System.Net.Security;
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
        var fault = await FaultAsync(stream, link, wish, asked);
        foreach (var certificate in asked.Sent)
            certificate.Dispose();
        if (fault == TlsFault.None)
            return (new SecureLink(stream, cipher, link), fault);

        link.Abort();
        stream.Dispose();
        link.Release();
        return (null, fault);
    }

    private async Task<TlsFault> FaultAsync(SslStream stream, SocketLink link, TlsWish wish, Asked asked)
    {
        try
        {
            using (time.CreateTimer(static link => ((SocketLink)link!).Abort(), link, limit, Timeout.InfiniteTimeSpan))
                await stream.AuthenticateAsClientAsync(OptionsFor(wish, asked));
            if (asked.ForCertificate)
                return TlsFault.ClientCertificate;
            if (!wish.Accepts(stream.NegotiatedCipherSuite))
                return TlsFault.Downgrade;

            if (stream.RemoteCertificate is not X509Certificate2 certificate)
                return TlsFault.Untrusted;
            if (judge.IsKnownGood(certificate, wish.Name))
                return TlsFault.None;

            // Building a chain takes a while, and this may be the thread that serves other connections.
            return await Task.Run(() => judge.Judge(certificate, asked.Sent, wish.Name));
        }
        catch (Exception)
        {
            // Upstream and client choose what TLS meets here, and the framework's exceptions for it are many. Whichever it is,
            // the client can still do all this itself.
            return asked.ForCertificate ? TlsFault.ClientCertificate : TlsFault.Handshake;
        }
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
