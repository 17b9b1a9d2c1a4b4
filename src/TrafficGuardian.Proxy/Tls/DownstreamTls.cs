using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>Speaks TLS with clients in the place of their server.</summary>
internal sealed class DownstreamTls(LeafCache leaves, TimeSpan limit, TimeProvider time)
{
    // OpenSSL's reasons for alerts that the peer sent are these and the alert's number (RFC 8446 section 6).
    private const int AlertReasons = 1000;

    /// <summary>Completes the handshake that the client has begun.</summary>
    /// <param name="link">The client's connection, its hello still unread. It stays open where the result is no link.</param>
    /// <param name="name">Whom the certificate is for.</param>
    /// <param name="protocol">What the upstream agreed on; empty for nothing.</param>
    public async Task<(SecureLink? Link, ClientVerdict Verdict)> OpenAsync(SocketLink link, string name, SslApplicationProtocol protocol)
    {
        var cipher = new CipherStream(link);
        var stream = new SslStream(cipher, leaveInnerStreamOpen: true);
        using var timer = time.CreateTimer(static link => ((SocketLink)link!).Abort(), link, limit, Timeout.InfiniteTimeSpan);
        try
        {
            // Making a certificate takes a while, and this may be the thread that serves other connections.
            var certificate = await Task.Run(() => leaves.For(name));
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = protocol.Protocol.IsEmpty ? null : [protocol],
            });
            return (new SecureLink(stream, cipher, link), ClientVerdict.Accepted);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or InvalidOperationException or ObjectDisposedException or CryptographicException)
        {
            stream.Dispose();
            return (null, VerdictOf(e));
        }
    }

    /// <summary>Which of the alerts that speak of certificates the client sent, if any.</summary>
    private static ClientVerdict VerdictOf(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            var alert = (e.HResult & 0xFFF) - AlertReasons;
            // bad_certificate, unsupported, revoked, expired, unknown; unknown_ca; ech_required.
            if (e is CryptographicException && alert is (>= 42 and <= 46) or 48 or 121)
                return ClientVerdict.Rejected;
        }

        return ClientVerdict.Silent;
    }
}
