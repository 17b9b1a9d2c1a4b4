using System.Net;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

public sealed class RouteTests
{
    private static readonly IPEndPoint FreePort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Only_the_request_line_and_the_Host_line_of_a_request_are_rewritten()
    {
        using var api = new ScriptedServer();
        await using var rig = new Rig(o => o with { Routes = [new ProxyRoute(FreePort, new Uri($"http://{api.Name}/base/"))] });
        using var client = await Peer.ConnectAsync(rig.Proxy.Routes[0].Listen);
        await client.SendAsync("POST /v1/messages?a=%20b HTTP/1.1\r\nx-api-key:  k\r\nhOST: 127.0.0.1:1\r\nX-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\nhi");
        using var server = await api.AcceptAsync();
        Assert.Equal(
            $"POST /base/v1/messages?a=%20b HTTP/1.1\r\nx-api-key:  k\r\nHost: {api.Name}\r\nX-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\n",
            await server.ReadHeadAsync());
        Assert.Equal("hi", await server.ReadAsync(2));
        await server.SendAsync("HTTP/1.1 200 OK\r\ndate: x\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal("HTTP/1.1 200 OK\r\ndate: x\r\nContent-Length: 2\r\n\r\nok", await client.ReadThroughAsync("ok"));

        var told = await rig.Observer.NextAsync();
        Assert.Equal((api.Name, WireProtocol.Http), (told.Info.Destination, told.Info.Protocol));
        Assert.StartsWith("POST /v1/messages?a=%20b ", told.Request.Head, StringComparison.Ordinal);
        Assert.Equal("hi", told.Request.Body);
    }

    [Theory]
    [InlineData("GET http://elsewhere.example/ HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n")]
    [InlineData("CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n")]
    public async Task A_route_is_no_proxy(string request)
    {
        using var api = new ScriptedServer();
        await using var rig = new Rig(o => o with { Routes = [new ProxyRoute(FreePort, new Uri($"http://{api.Name}"))] });
        using var client = await Peer.ConnectAsync(rig.Proxy.Routes[0].Listen);
        await client.SendAsync(request);
        Assert.StartsWith("HTTP/1.1 400 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.True(api.NobodyWaits);
    }

    [Fact]
    public async Task A_route_to_the_monitor_itself_is_a_loop()
    {
        await using var first = new Rig();
        using var free = new ScriptedServer();
        var port = free.Port;
        free.Dispose();
        var own = new IPEndPoint(IPAddress.Loopback, port);
        await using var rig = new Rig(o => o with { Routes = [new ProxyRoute(own, new Uri($"http://127.0.0.1:{port}"))] });
        using var client = await Peer.ConnectAsync(own);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 508 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_route_whose_port_is_taken_is_told_by_its_address_and_nothing_is_listened_on()
    {
        using var taken = new ScriptedServer();
        var options = new ProxyOptions { Listen = FreePort, Routes = [new ProxyRoute(new IPEndPoint(IPAddress.Loopback, taken.Port), new Uri("https://api.example"))] };
        var server = new ProxyServer(options, new RecordingObserver(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(taken.Port, Assert.Throws<ListenException>(server.Start).Address.Port);
        Assert.Throws<InvalidOperationException>(() => server.Endpoint);
    }

    [Fact]
    public async Task A_route_that_may_be_missing_does_not_keep_the_others_away()
    {
        using var taken = new ScriptedServer();
        await using var rig = new Rig(o => o with
        {
            Routes =
            [
                new ProxyRoute(new IPEndPoint(IPAddress.Loopback, taken.Port), new Uri("https://a.example")) { MayBeMissing = true },
                new ProxyRoute(FreePort, new Uri("https://b.example")) { MayBeMissing = true },
            ],
        });
        Assert.Equal("b.example", Assert.Single(rig.Proxy.Routes).Host);
    }

    [Fact]
    public async Task A_plain_route_goes_through_an_upstream_proxy_by_a_tunnel()
    {
        await using var rig = new Rig();
        using var proxy = new ScriptedServer();
        await using var routed = new Rig(o => o with
        {
            Routes = [new ProxyRoute(FreePort, new Uri("http://api.example:81"))],
            UpstreamProxyFor = (_, _) => new Proxy.Upstream.UpstreamProxy(Proxy.Upstream.UpstreamProxyKind.Http, "127.0.0.1", proxy.Port) { Credentials = "u:p" },
        });
        using var client = await Peer.ConnectAsync(routed.Proxy.Routes[0].Listen);
        await client.SendAsync("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        using var server = await proxy.AcceptAsync();
        Assert.Equal("CONNECT api.example:81 HTTP/1.1\r\nHost: api.example:81\r\nProxy-Authorization: Basic dTpw\r\n\r\n", await server.ReadHeadAsync());
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
        Assert.Equal("GET /a HTTP/1.1\r\nHost: api.example:81\r\n\r\n", await server.ReadHeadAsync());
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal("HTTP/1.1 204 No Content\r\n\r\n", await client.ReadHeadAsync());
    }
}
