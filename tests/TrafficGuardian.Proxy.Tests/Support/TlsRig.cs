using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>A proxy that intercepts, a CA that its clients trust, and a CA that it trusts its origin by.</summary>
internal sealed class TlsRig : IAsyncDisposable
{
    public const string Host = "api.example";

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

    /// <summary>A client whose tunnel is open, before any TLS.</summary>
    public async Task<Peer> TunnelAsync(string? name = null)
    {
        var client = await Peer.ConnectAsync(Proxy.Endpoint);
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
        Action<SslClientAuthenticationOptions>? client = null, Action<SslServerAuthenticationOptions>? server = null)
    {
        var (clientOptions, serverOptions) = (ClientOptions(), ServerOptions());
        client?.Invoke(clientOptions);
        server?.Invoke(serverOptions);
        var raw = await TunnelAsync();
        var accepted = await Origin.AcceptAsync();
        var clientSide = TlsPeer.ConnectAsync(raw, clientOptions);
        var serverSide = TlsPeer.AcceptAsync(accepted, serverOptions);
        await Task.WhenAll(clientSide, serverSide);
        return (await clientSide, await serverSide);
    }

    /// <summary>Connects and expects that the client refuses.</summary>
    public async Task RefuseAsync(SslClientAuthenticationOptions options)
    {
        var raw = await TunnelAsync();
        var accepted = await Origin.AcceptAsync();
        var server = TlsPeer.AcceptAsync(accepted, ServerOptions());
        await Assert.ThrowsAsync<AuthenticationException>(() => TlsPeer.ConnectAsync(raw, options));
        raw.Dispose();
        await server.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        Origin.Dispose();
        Assert.Equal(0, Proxy.Counters.Active);
        Ours.Dispose();
        World.Dispose();
    }
}
