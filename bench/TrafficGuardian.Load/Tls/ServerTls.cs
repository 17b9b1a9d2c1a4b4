using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Load.Tls;

/// <summary>The origin's side of TLS: a certificate of its own for each host name that a client asks for.</summary>
internal sealed class ServerTls(Authority authority)
{
    private readonly ConcurrentDictionary<string, SslServerAuthenticationOptions> _byHost = new(StringComparer.Ordinal);

    /// <summary>Makes certificates ahead, so that no measured handshake waits for one.</summary>
    public void Prepare(IEnumerable<string> hosts)
    {
        foreach (string host in hosts)
        {
            For(host);
        }
    }

    /// <summary>Answers a client's handshake.</summary>
    /// <exception cref="IOException">The client went away.</exception>
    /// <exception cref="AuthenticationException">It speaks no TLS that we do.</exception>
    public Wire Accept(Socket socket)
    {
        var secure = new SslStream(new BlockingStream(socket));
        secure.AuthenticateAsServerAsync((_, hello, _, _) => new(For(hello.ServerName)), null).GetAwaiter().GetResult();
        return new Wire(socket, secure);
    }

    private SslServerAuthenticationOptions For(string host) => _byHost.GetOrAdd(host.Length == 0 ? "127.0.0.1" : host, name => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(authority.Issue(name), new X509Certificate2Collection(), offline: true),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    });
}
