using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TrafficGuardian.Cli.Tests.Https;
using TrafficGuardian.Monitor.Tests.Reach;

namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>An HTTP or HTTPS server on a socket that a namespace holds.</summary>
internal sealed class OutsideServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly WorldAuthority? _authority;
    private readonly string _reply;
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Task _accepting;

    /// <param name="listener">Owned from now on.</param>
    /// <param name="reply">The body of every answer.</param>
    /// <param name="authority">Makes certificates for whatever name is asked for; null for plain HTTP.</param>
    public OutsideServer(Socket listener, string reply, WorldAuthority? authority = null)
    {
        (_listener, _reply, _authority) = (listener, reply, authority);
        _accepting = AcceptAsync();
    }

    /// <summary>Requests as they came.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Connections, whatever came of them.</summary>
    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync();
                Connections++;
                _serving.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            if (_authority is null)
            {
                await AnswerAsync(stream);
                return;
            }

            await using var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateSelectionCallback = (_, name) => Leaf(name!) });
            await AnswerAsync(secure);
            await secure.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The other side went first, or does not trust us.
        }
    }

    private async Task AnswerAsync(Stream stream)
    {
        Requests.Enqueue(await MadeMessage.ReadAsync(stream));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {_reply.Length}\r\nConnection: close\r\n\r\n{_reply}"));
    }

    private X509Certificate2 Leaf(string name)
    {
        var (certificate, key) = _authority!.Issue(name);
        return X509Certificate2.CreateFromPem(certificate, key);
    }
}
