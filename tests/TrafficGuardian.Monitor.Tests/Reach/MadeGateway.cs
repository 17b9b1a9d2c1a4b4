using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Reach;

/// <summary>
/// Stands for OneCLI: a forward proxy that wants an agent's token by Basic authentication, opens HTTPS with a CA of its own, and
/// answers in the place of every host.
/// </summary>
internal sealed class MadeGateway : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly X509Certificate2 _authority = AuthorityMaker.Make([], 90, TimeProvider.System.GetUtcNow());
    private readonly string _reply;
    private readonly Task _serving;

    /// <param name="reply">The body of every answer.</param>
    /// <param name="listener">Where it listens, made in a namespace perhaps; a loopback port of this machine where null.</param>
    public MadeGateway(string reply, Socket? listener = null)
    {
        _reply = reply;
        _listener = listener ?? Loopback();
        _serving = ServeAsync();
    }

    public string Url => $"http://{_listener.LocalEndPoint}";

    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>The heads of CONNECT requests, and what came inside.</summary>
    public List<string> Connects { get; } = [];

    public List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
        _authority.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await using var client = new NetworkStream(await _listener.AcceptAsync(), ownsSocket: true);
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var connect = await MadeMessage.ReadAsync(stream);
        Connects.Add(connect);
        if (!connect.Contains("Proxy-Authorization: Basic ", StringComparison.OrdinalIgnoreCase))
        {
            await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"gateway\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            return;
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        await using var secure = new SslStream(stream);
        using var leaf = Leaf(connect.Split(' ')[1].Split(':')[0]);
        await secure.AuthenticateAsServerAsync(leaf);
        Requests.Add(await MadeMessage.ReadAsync(secure));
        await secure.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {_reply.Length}\r\nConnection: close\r\n\r\n{_reply}"));
        await secure.ShutdownAsync();
    }

    private static Socket Loopback()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private X509Certificate2 Leaf(string host)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=made", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, now.AddHours(-1), now.AddDays(1), [1, 2, 3]);
        using var whole = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }
}
