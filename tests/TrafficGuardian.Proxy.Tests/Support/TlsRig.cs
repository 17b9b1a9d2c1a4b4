using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>A proxy that intercepts, a CA that its clients trust, and a CA that it trusts its origin by.</summary>
internal sealed class TlsRig : IAsyncDisposable
{
    public const string Host = "api.example";

    private readonly TemporaryFolder _files = new();

    public TlsRig(Func<ProxyOptions, ProxyOptions>? with = null)
    {
        var options = new ProxyOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
            UpstreamAuthorities = [World.Certificate],
            Interception = new InterceptionOptions { Authority = Ours.Certificate },
        };
        Proxy = new ProxyServer(with is null ? options : with(options), Observer, NullLogger.Instance);
        Proxy.Start();
    }

    public MadeAuthority Ours { get; } = new("Ours");

    public MadeAuthority World { get; } = new("World");

    public RecordingObserver Observer { get; } = new();

    public ScriptedServer Origin { get; } = new();

    public ProxyServer Proxy { get; }

    /// <summary><c>api.example:port</c>, which resolves to the origin.</summary>
    public string Name => $"{Host}:{Origin.Port}";

    /// <summary>A PEM file with the CA that clients would trust without the proxy.</summary>
    public string WorldFile => FileOf(World);

    /// <summary>A PEM file with the proxy's CA.</summary>
    public string OursFile => FileOf(Ours);

    /// <summary>Answers TLS and HTTP/1.1 requests without bodies, until the origin is disposed.</summary>
    public async Task ServeAsync()
    {
        var options = ServerOptions();
        try
        {
            while (true)
                _ = AnswerAsync(await Origin.AcceptForGoodAsync(), options);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    /// <summary>A client whose tunnel is open, before any TLS.</summary>
    public async Task<Peer> TunnelAsync(string? name = null, IPAddress? from = null)
    {
        var client = await Peer.ConnectAsync(Proxy.Endpoint, from);
        await client.SendAsync($"CONNECT {name ?? Name} HTTP/1.1\r\n\r\n");
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", await client.ReadHeadAsync());
        return client;
    }

    /// <summary>The client's options: trusts the proxy's CA alone.</summary>
    public SslClientAuthenticationOptions ClientOptions(MadeAuthority? trusts = null) => new()
    {
        TargetHost = Host,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { (trusts ?? Ours).Certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    public SslServerAuthenticationOptions ServerOptions(LeafSpec? leaf = null) => new()
    {
        ServerCertificate = World.Issue(leaf ?? new LeafSpec { Host = Host }),
    };

    /// <summary>An open tunnel with TLS on both sides of the proxy.</summary>
    public async Task<(TlsPeer Client, TlsPeer Server)> OpenAsync(
        Action<SslClientAuthenticationOptions>? client = null, Action<SslServerAuthenticationOptions>? server = null,
        string? name = null, IPAddress? from = null, Func<byte[], IEnumerable<byte[]>>? helloAs = null)
    {
        var (clientOptions, serverOptions) = (ClientOptions(), ServerOptions());
        client?.Invoke(clientOptions);
        server?.Invoke(serverOptions);
        var raw = await TunnelAsync(name, from);
        var accepted = await Origin.AcceptAsync();
        var clientSide = TlsPeer.ConnectAsync(raw, clientOptions, helloAs);
        var serverSide = TlsPeer.AcceptAsync(accepted, serverOptions);
        await Task.WhenAll(clientSide, serverSide);
        return (await clientSide, await serverSide);
    }

    /// <summary>Waits until the proxy has done with every connection, but for so many that stay open.</summary>
    public async Task WhenIdleAsync(int open = 0)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Proxy.Counters.Active > open)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Peer.Patience, "connections are still open");
            await Task.Yield();
        }
    }

    /// <summary>Connects and expects that the client refuses.</summary>
    public async Task RefuseAsync(SslClientAuthenticationOptions options, string? name = null)
    {
        var raw = await TunnelAsync(name);
        using var accepted = await Origin.AcceptAsync();
        var server = TlsPeer.AcceptAsync(accepted, ServerOptions());
        await Assert.ThrowsAsync<AuthenticationException>(() => TlsPeer.ConnectAsync(raw, options));
        raw.Dispose();
        await ReadToCloseAsync(server);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        Origin.Dispose();
        Assert.Equal(0, Proxy.Counters.Active);
        Ours.Dispose();
        World.Dispose();
        _files.Dispose();
    }

    private static async Task AnswerAsync(Peer accepted, SslServerAuthenticationOptions options)
    {
        try
        {
            using var server = await TlsPeer.AcceptAsync(accepted, options);
            while (await server.ReadHeadAsync() is not null)
                await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
        catch (Exception)
        {
            // The client went away, which is what some tests are about.
        }
    }

    /// <summary>The origin outlives the client's refusal, so that it is the client's close that the proxy sees first.</summary>
    private static async Task ReadToCloseAsync(Task<TlsPeer> accepting)
    {
        try
        {
            using var server = await accepting;
            await server.ReadToEndAsync();
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            // Closed amid the handshake, or by a reset.
        }
    }

    private string FileOf(MadeAuthority authority) => _files.Write(authority.Certificate.Subject[3..] + ".pem", authority.Certificate.ExportCertificatePem());
}
