using System.Net;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>TLS to upstreams for requests that clients send in the clear: absolute-form https and routes.</summary>
public sealed class OwnTlsTests
{
    [Fact]
    public async Task An_absolute_form_https_request_is_sent_on_by_TLS_in_origin_form_and_told_as_https()
    {
        await using var rig = new TlsRig();
        using var client = await Peer.ConnectAsync(rig.Proxy.Endpoint);
        await client.SendAsync($"GET https://{rig.Name}/path?q HTTP/1.1\r\nhost: {rig.Name}\r\nProxy-Connection: x\r\n\r\n");
        using var server = await TlsPeer.AcceptAsync(await rig.Origin.AcceptAsync(), rig.ServerOptions());
        var request = $"GET /path?q HTTP/1.1\r\nhost: {rig.Name}\r\n\r\n";
        Assert.Equal(request, await server.ReadAsync(request.Length));
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", await client.ReadThroughAsync("hi"));

        // The connection is used again.
        await client.SendAsync($"GET https://{rig.Name}/2 HTTP/1.1\r\nHost: {rig.Name}\r\n\r\n");
        request = $"GET /2 HTTP/1.1\r\nHost: {rig.Name}\r\n\r\n";
        Assert.Equal(request, await server.ReadAsync(request.Length));
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal("HTTP/1.1 204 No Content\r\n\r\n", await client.ReadHeadAsync());

        var told = await rig.Observer.NextAsync();
        Assert.Equal((rig.Name, WireProtocol.Https), (told.Info.Destination, told.Info.Protocol));
        Assert.Equal("hi", told.Response.Body);
    }

    [Fact]
    public async Task A_certificate_that_does_not_verify_is_answered_with_502_and_the_reason()
    {
        await using var rig = new TlsRig();
        using var client = await Peer.ConnectAsync(rig.Proxy.Endpoint);
        await client.SendAsync($"GET https://{rig.Name}/secret HTTP/1.1\r\nHost: {rig.Name}\r\n\r\n");
        var server = TlsPeer.AcceptAsync(await rig.Origin.AcceptAsync(), rig.ServerOptions(new LeafSpec { Host = "other.example" }));
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith($"upstream tls: {rig.Name} its certificate is for another name\n", answer, StringComparison.Ordinal);
        Assert.Equal(1, rig.Proxy.Counters.UpstreamFailures);
        // Whether the handshake came to its end there before the cut is not said.
        await server.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task The_same_host_with_and_without_TLS_is_two_upstreams()
    {
        await using var rig = new TlsRig();
        using var client = await Peer.ConnectAsync(rig.Proxy.Endpoint);
        await client.SendAsync($"GET http://{rig.Name}/plain HTTP/1.1\r\nHost: {rig.Name}\r\n\r\n");
        using var plain = await rig.Origin.AcceptAsync();
        await plain.ReadHeadAsync();
        await plain.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        await client.ReadHeadAsync();

        await client.SendAsync($"GET https://{rig.Name}/tls HTTP/1.1\r\nHost: {rig.Name}\r\n\r\n");
        using var secure = await TlsPeer.AcceptAsync(await rig.Origin.AcceptAsync(), rig.ServerOptions());
        Assert.StartsWith("GET /tls ", await secure.ReadAsync(9), StringComparison.Ordinal);
        await secure.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal("HTTP/1.1 204 No Content\r\n\r\n", await client.ReadHeadAsync());
        Assert.Equal([WireProtocol.Http, WireProtocol.Https], rig.Observer.Exchanges.Select(e => e.Info.Protocol));
    }

    [Fact]
    public async Task An_https_request_goes_through_an_upstream_proxy_by_a_tunnel_with_the_clients_own_credentials()
    {
        using var proxy = new ScriptedServer();
        await using var rig = new TlsRig(o => o with
        {
            UpstreamProxyFor = (_, _) => new Proxy.Upstream.UpstreamProxy(Proxy.Upstream.UpstreamProxyKind.Http, "127.0.0.1", proxy.Port) { PassClientCredentials = true },
        });
        using var client = await Peer.ConnectAsync(rig.Proxy.Endpoint);
        await client.SendAsync("GET https://api.example/ HTTP/1.1\r\nHost: api.example\r\nProxy-Authorization: Basic abc\r\n\r\n");
        var tunnel = await proxy.AcceptAsync();
        Assert.Equal("CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\nProxy-Authorization: Basic abc\r\n\r\n", await tunnel.ReadHeadAsync());
        await tunnel.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
        using var server = await TlsPeer.AcceptAsync(tunnel, rig.ServerOptions());
        Assert.Equal("GET / HTTP/1.1\r\nHost: api.example\r\n\r\n", await server.ReadAsync(37));
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal("HTTP/1.1 204 No Content\r\n\r\n", await client.ReadHeadAsync());
    }

    [Fact]
    public async Task A_route_to_an_https_API_needs_no_CA_of_ours()
    {
        await using var rig = new TlsRig();
        await using var routed = new Rig(o => o with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
            UpstreamAuthorities = [rig.World.Certificate],
            Routes = [new ProxyRoute(new IPEndPoint(IPAddress.Loopback, 0), new Uri($"https://{rig.Name}"))],
        });
        using var client = await Peer.ConnectAsync(routed.Proxy.Routes[0].Listen);
        await client.SendAsync("GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        using var server = await TlsPeer.AcceptAsync(await rig.Origin.AcceptAsync(), rig.ServerOptions());
        var request = $"GET /v1/models HTTP/1.1\r\nHost: {rig.Name}\r\n\r\n";
        Assert.Equal(request, await server.ReadAsync(request.Length));
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\nto the end");
        server.Reset();
        await client.ReadHeadAsync();
        var told = await routed.Observer.NextAsync();
        Assert.Equal((rig.Name, WireProtocol.Https), (told.Info.Destination, told.Info.Protocol));
    }
}
