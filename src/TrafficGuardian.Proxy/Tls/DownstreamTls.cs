using System.Net.Security;
using System.Security.Authentication;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>Speaks TLS with clients in the place of their server.</summary>
internal sealed class DownstreamTls(LeafCache leaves, TimeSpan limit, TimeProvider time)
{
    /// <summary>Makes or finds the certificate for a name.</summary>
    /// <returns>Null where there can be none, for one that is no name, say.</returns>
    public async Task<SslStreamCertificateContext?> CertificateForAsync(string name)
    {
        try
        {
            if (leaves.Known(name) is { } known)
                return known;

            // Making one takes a while, and this may be the thread that serves other connections.
            return await Task.Run(() => leaves.For(name));
        }
        catch (Exception)
        {
            // The client has not been answered yet, so it can be left to its upstream whatever it is that can't be done here.
            return null;
        }
    }

    /// <summary>Completes the handshake that the client has begun.</summary>
    /// <param name="link">The client's connection, its hello still unread. Where the result is no link, it stays the caller's to close.</param>
    /// <param name="certificate">For the host that the client asked for.</param>
    /// <param name="protocol">What the upstream agreed on; empty for nothing.</param>
    public async Task<(SecureLink? Link, ClientVerdict Verdict)> OpenAsync(
        SocketLink link, SslStreamCertificateContext certificate, SslApplicationProtocol protocol)
    {
        var cipher = new CipherStream(link);
        var stream = new SslStream(cipher, leaveInnerStreamOpen: true);
        try
        {
            using (time.CreateTimer(static link => ((SocketLink)link!).Abort(), link, limit, Timeout.InfiniteTimeSpan))
                await stream.AuthenticateAsServerAsync(OptionsFor(certificate, protocol));
            return (new SecureLink(stream, cipher, link), ClientVerdict.Accepted);
        }
        catch (Exception e)
        {
            // The client chooses what TLS meets here, and the framework's exceptions for it are many.
            stream.Dispose();
            return (null, CertificateAlert.Caused(e) ? ClientVerdict.Rejected : link.Closed ? ClientVerdict.None : ClientVerdict.Silent);
        }
    }

    private static SslServerAuthenticationOptions OptionsFor(SslStreamCertificateContext certificate, SslApplicationProtocol protocol) => new()
    {
        ServerCertificateContext = certificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = protocol.Protocol.IsEmpty ? null : [protocol],
    };
}
