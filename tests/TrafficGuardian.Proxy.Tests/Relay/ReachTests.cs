using System.Net;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>What a listener's access control lets through, and what it tells of it.</summary>
public sealed class ReachTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("GET http://{0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET https://{0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://{0}/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n")]
    public async Task A_refusal_says_why_and_what_to_do_and_is_told_with_the_address(string request)
    {
        await using var rig = new Rig(o => o with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
            DestinationAllowed = (_, _, _) => false,
        });
        using var client = await rig.ConnectAsync();
        await client.SendAsync(request.Replace("{0}", $"public.example:{rig.Origin.Port}", StringComparison.Ordinal));
        var answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("reachable_private_destinations", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Via:", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("127.0.0.1", answer, StringComparison.Ordinal);
        Assert.True(rig.Origin.NobodyWaits);
        Assert.Equal(1, rig.Proxy.Counters.RefusedDestinations);
        var info = rig.Observer.Tunnels.SingleOrDefault() ?? (await rig.Observer.NextAsync()).Info;
        Assert.Equal((IPAddress.Loopback, true), (info.Resolved, info.IsRefused));
    }

    [Fact]
    public async Task The_address_that_was_reached_is_told_with_an_exchange_and_with_a_tunnel()
    {
        await using var rig = new Rig(o => o with { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.9"), IPAddress.Loopback]) });
        var (_, server, _) = await rig.RequestAsync($"GET http://two.example:{rig.Origin.Port}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync(Ok);
        Assert.Equal(IPAddress.Loopback, (await rig.Observer.NextAsync()).Info.Resolved);

        using var client = await rig.ConnectAsync();
        await client.SendAsync($"CONNECT two.example:{rig.Origin.Port} HTTP/1.1\r\n\r\n");
        using var tunnelled = await rig.Origin.AcceptAsync();
        await client.ReadHeadAsync();
        Assert.Equal(IPAddress.Loopback, Assert.Single(rig.Observer.Tunnels).Resolved);
    }

    [Fact]
    public async Task What_can_not_be_connected_to_is_told_with_its_address()
    {
        await using var rig = new Rig(o => o with { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]) });
        var port = rig.Origin.Port;
        rig.Origin.Dispose();
        using var client = await rig.ConnectAsync();
        await client.SendAsync($"CONNECT gone.example:{port} HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 502 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        var info = Assert.Single(rig.Observer.Tunnels);
        Assert.Equal((IPAddress.Loopback, false), (info.Resolved, info.IsRefused));
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1.")]
    [InlineData("0x0a000001")]
    [InlineData("167772161")]
    [InlineData("012.1")]
    [InlineData("[::ffff:10.0.0.1]")]
    public async Task Behind_a_proxy_an_address_is_judged_by_any_spelling(string host)
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, o => o with { DestinationAllowed = (_, _, address) => !address.Equals(IPAddress.Parse("10.0.0.1")) });
        await AssertRefusedAsync(rig, host);
    }

    [Theory]
    [InlineData(UpstreamProxyKind.Http)]
    [InlineData(UpstreamProxyKind.Socks5)]
    public async Task Behind_a_proxy_a_name_that_must_not_be_had_is_not_looked_up(UpstreamProxyKind kind)
    {
        await using var rig = RigThrough(kind, o => o with
        {
            JudgeName = (_, host) => host == "metadata" ? NameVerdict.Refused : NameVerdict.Allowed,
            Resolve = (_, _) => throw new InvalidOperationException("nothing is looked up"),
        });
        await AssertRefusedAsync(rig, "metadata.");
    }

    [Fact]
    public async Task Behind_a_proxy_a_name_is_looked_up_where_asked_for_and_one_bad_address_is_enough()
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, o => o with
        {
            JudgeName = (_, _) => NameVerdict.LookUp,
            DestinationAllowed = (_, _, address) => !address.Equals(IPAddress.Parse("10.0.0.1")),
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("::ffff:10.0.0.1")]),
        });
        await AssertRefusedAsync(rig, "two.example");
        Assert.Equal(IPAddress.Parse("10.0.0.1"), Assert.Single(rig.Observer.Tunnels).Resolved);
    }

    [Fact]
    public async Task Behind_a_proxy_a_name_that_only_the_proxy_knows_is_left_to_it()
    {
        var time = new FakeTime();
        await using var rig = RigThrough(UpstreamProxyKind.Http, o => o with
        {
            JudgeName = (_, _) => NameVerdict.LookUp,
            Resolve = (host, _) => host == "unknown.example" ? throw new System.Net.Sockets.SocketException() : new TaskCompletionSource<IPAddress[]>().Task,
            Time = time,
        });
        var (_, proxy, _) = await rig.RequestAsync("CONNECT unknown.example:443 HTTP/1.1\r\n\r\n");
        await proxy.SendAsync("HTTP/1.1 200 OK\r\n\r\n");

        using var client = await rig.ConnectAsync();
        await client.SendAsync("CONNECT slow.example:443 HTTP/1.1\r\n\r\n");
        await time.WhenTimerAsync(TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.StartsWith("CONNECT slow.example:443 ", await (await rig.Origin.AcceptAsync()).ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_proxys_connection_in_use_each_name_is_judged()
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, o => o with
        {
            JudgeName = (_, _) => NameVerdict.LookUp,
            DestinationAllowed = (_, _, address) => !IPAddress.IsLoopback(address),
            Resolve = (host, _) => Task.FromResult<IPAddress[]>([host == "bad.example" ? IPAddress.Loopback : IPAddress.Parse("192.0.2.1")]),
        });
        var (client, proxy, _) = await rig.RequestAsync("GET http://good.example/1 HTTP/1.1\r\n\r\n");
        await proxy.SendAsync(Ok);
        await client.ReadAsync(Ok.Length);
        await client.SendAsync("GET http://bad.example/2 HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await proxy.ReadToEndAsync());
    }

    [Fact]
    public async Task A_route_leads_where_the_operator_says()
    {
        using var api = new ScriptedServer();
        await using var rig = new Rig(o => o with
        {
            Routes = [new ProxyRoute(new IPEndPoint(IPAddress.Loopback, 0), new Uri($"http://{api.Name}"))],
            DestinationAllowed = (_, _, _) => false,
            JudgeName = (_, _) => NameVerdict.Refused,
        });
        using var client = await Peer.ConnectAsync(rig.Proxy.Routes[0].Listen);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        using var server = await api.AcceptAsync();
        await server.ReadHeadAsync();
        await server.SendAsync(Ok);
        Assert.Equal(Ok, await client.ReadAsync(Ok.Length));
        Assert.True((await rig.Observer.NextAsync()).Info.IsGiven);
    }

    [Fact]
    public async Task Whoever_may_not_reach_the_monitor_itself_is_not_told_that_it_is_the_monitor()
    {
        await using var rig = new Rig(o => o with { DestinationAllowed = (_, _, _) => false });
        using var client = await rig.ConnectAsync();
        await client.SendAsync($"GET http://{rig.Proxy.Endpoint}/ HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(Rig rig, string host)
    {
        using var client = await rig.ConnectAsync();
        await client.SendAsync($"CONNECT {host}:443 HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.True(rig.Origin.NobodyWaits);
        Assert.True(rig.Observer.Tunnels.Last().IsRefused);
    }

    private static Rig RigThrough(UpstreamProxyKind kind, Func<ProxyOptions, ProxyOptions> with)
    {
        UpstreamProxy? proxy = null;
        var rig = new Rig(o => with(o) with { UpstreamProxyFor = (_, _) => proxy });
        proxy = new UpstreamProxy(kind, "127.0.0.1", rig.Origin.Port);
        return rig;
    }
}
