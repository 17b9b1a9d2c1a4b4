using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Interception where the upstream is reached through another proxy.</summary>
public sealed class BehindAnotherProxyTests
{
    private const string Request = "GET / HTTP/1.1\r\n\r\n";

    [Fact]
    public async Task TLS_is_opened_through_the_other_proxys_tunnel()
    {
        using var proxy = new ScriptedServer();
        await using var rig = new TlsRig(o => Through(o, proxy));
        var (raw, accepted) = await TunnelAsync(rig, proxy);
        var serverSide = TlsPeer.AcceptAsync(accepted, rig.ServerOptions());
        using var client = await TlsPeer.ConnectAsync(raw, rig.ClientOptions());
        using var server = await serverSide;
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        Assert.Equal(WireProtocol.Https, (await rig.Observer.NextAsync()).Info.Protocol);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task The_other_proxy_is_asked_for_a_fresh_tunnel_where_it_stays_closed()
    {
        using var proxy = new ScriptedServer();
        await using var rig = new TlsRig(o => Through(o, proxy));
        var certificate = rig.World.Issue(new LeafSpec { SelfSigned = true });
        var (raw, first) = await TunnelAsync(rig, proxy);
        var tried = TlsPeer.AcceptAsync(first, new() { ServerCertificate = certificate });
        var options = rig.ClientOptions();
        options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        var clientSide = TlsPeer.ConnectAsync(raw, options);
        var second = await EstablishAsync(rig, proxy);
        using var server = await TlsPeer.AcceptAsync(second, new() { ServerCertificate = certificate });
        using var client = await clientSide;
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        Assert.Equal(client.Wire.BytesWritten(), server.Wire.BytesRead());
        Assert.Equal([NotInspectedReason.Certificate], rig.Observer.NotInspectedReasons);
        await tried.ContinueWith(static _ => { }, TaskScheduler.Default);
        first.Dispose();
    }

    private static async Task<(Peer Client, Peer Server)> TunnelAsync(TlsRig rig, ScriptedServer proxy)
    {
        var opening = rig.TunnelAsync();
        var accepted = await EstablishAsync(rig, proxy);
        return (await opening, accepted);
    }

    private static async Task<Peer> EstablishAsync(TlsRig rig, ScriptedServer proxy)
    {
        var accepted = await proxy.AcceptAsync();
        Assert.StartsWith($"CONNECT {rig.Name} ", await accepted.ReadHeadAsync(), StringComparison.Ordinal);
        await accepted.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
        return accepted;
    }

    private static ProxyOptions Through(ProxyOptions options, ScriptedServer proxy) =>
        options with { UpstreamProxyFor = (_, _) => new UpstreamProxy(UpstreamProxyKind.Http, "127.0.0.1", proxy.Port) };
}
