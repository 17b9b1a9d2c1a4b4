using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TrafficGuardian.Cli.Tests.Https;

namespace TrafficGuardian.Cli.Tests;

/// <summary>
/// Stands for every HTTPS host, with certificates of the CA that a home holds: a client that gets an answer trusts that
/// CA. The tests name it as the proxy that the environment already had.
/// </summary>
internal sealed class TlsOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly WorldAuthority _issuer;
    private readonly Task _accepting;

    public TlsOrigin(string caFolder)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(caFolder, "ca.pem"));
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(caFolder, "ca.key")));
        _issuer = new WorldAuthority(certificate.CopyWithPrivateKey(key));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
        _issuer.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var target = (await ReadHeadAsync(client.GetStream())).Split(' ')[1];
                await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
                var (certificate, key) = _issuer.Issue(target.Split(':')[0]);
                using var leaf = X509Certificate2.CreateFromPem(certificate, key);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = leaf }, _stop.Token);
                await ReadHeadAsync(tls);
                await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfine"u8.ToArray(), _stop.Token);
                await tls.ShutdownAsync();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException or IndexOutOfRangeException)
            {
                // The other side went first or does not trust us, or the test is over.
            }
        }
    }

    private async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
