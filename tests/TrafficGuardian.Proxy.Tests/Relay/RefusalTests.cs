using System.Net;
using System.Net.Sockets;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>What is answered by the proxy itself.</summary>
public sealed class RefusalTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("GET  http://{0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://{0}/ HTTP/1.1 \r\n\r\n")]
    [InlineData("GET http://{0}/a b HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://{0}/ HTTP/2.0\r\n\r\n")]
    [InlineData("GET http://{0}/\r\n\r\n")]
    [InlineData("G(T http://{0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET ftp://{0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET http:/// HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://a:99999/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://a:1x/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://[::1/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://a\\@{0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://{0}/ HTTP/1.1\n\n")]
    [InlineData("GET http://{0}/ HTTP/1.1\r\nX: y\nZ: z\r\n\r\n")]
    [InlineData("GET http://{0}/ HTTP/1.1\r\nX: y\rZ: z\r\n\r\n")]
    [InlineData("GET http://{0}/ HTTP/1.1\r\n X: y\r\n\r\n")]
    [InlineData("GET http://{0}/ HTTP/1.1\r\nno colon\r\n\r\n")]
    [InlineData("GET http://{0}/ HTTP/1.1\r\n: y\r\n\r\n")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nxyz")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nContent-Length: 2, 3\r\n\r\nxyz")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nContent-Length: +2\r\n\r\nxy")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nContent-Length:\r\n\r\n")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nContent-Length : 2\r\n\r\nxy")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nContent-Length: 2\r\n 3\r\n\r\nxy")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nX: y\r\n Content-Length: 2\r\n\r\nxy")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nxy")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nTransfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST http://{0}/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("CONNECT {0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT 127.0.0.1 HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT :80 HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nno colon\r\n\r\n")]
    public async Task A_request_that_cannot_be_read_in_one_way_gets_400_and_reaches_nobody(string request)
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        await client.SendAsync(request.Replace("{0}", rig.Origin.Name, StringComparison.Ordinal));
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\n", answer, StringComparison.Ordinal);
        Assert.True(rig.Origin.NobodyWaits);
        Assert.Equal(1, rig.Proxy.Counters.MalformedRequests);
    }

    [Theory]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\nxy\r\n0\r\n\r\n")]
    [InlineData("POST http://{0}/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxyz0\r\n\r\n")]
    public async Task Bad_chunks_that_come_with_their_head_get_400_and_nothing_is_sent_on(string request)
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        await client.SendAsync(request.Replace("{0}", rig.Origin.Name, StringComparison.Ordinal));
        using var server = await rig.Origin.AcceptAsync();
        Assert.Equal("", await server.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 400 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(MessageEnd.Aborted, (await rig.Observer.NextAsync()).Request.End);
    }

    [Fact]
    public async Task Chunks_that_go_wrong_on_their_way_cut_both_ends()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"POST http://{rig.Origin.Name}/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n");
        await server.ReadAsync(7);
        await client.SendAsync("zz\r\n");
        await server.ReadToResetAsync();
        await client.ReadToResetAsync();
    }

    [Fact]
    public async Task A_request_for_the_proxy_itself_is_told_what_the_proxy_is()
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Contains("forward proxy", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_is_too_long_gets_431()
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        await client.SendAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\nX: " + new string('x', 65536));
        Assert.StartsWith("HTTP/1.1 431 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(1, rig.Proxy.Counters.MalformedRequests);
    }

    [Fact]
    public async Task A_bad_request_behind_a_good_one_waits_for_the_good_ones_reply()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\nnonsense\r\n\r\n");
        await server.SendAsync(Ok);
        Assert.StartsWith(Ok + "HTTP/1.1 400 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_https_target_that_speaks_no_TLS_gets_502_and_is_inspected()
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        await client.SendAsync($"POST https://{rig.Origin.Name}/ HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi");
        using (var server = await rig.Origin.AcceptAsync())
            await server.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 502 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal((WireProtocol.Https, "hi"), (told.Info.Protocol, told.Request.Body));
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_gets_502_and_the_request_is_inspected()
    {
        await using var rig = new Rig(o => o with { Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound) });
        using var client = await rig.ConnectAsync();
        await client.SendAsync("POST http://name.invalid/x HTTP/1.1\r\nContent-Length: 9\r\n\r\nhal");
        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await client.SendAsync("f+rest");
        Assert.Equal("traffic-guardian: upstream dns: name.invalid:80 name does not resolve\n", await client.ReadToEndAsync());
        client.Dispose();

        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal(("half+rest", MessageEnd.Complete), (told.Request.Body, told.Request.End));
        Assert.Empty(told.Response.Heads);
        Assert.Equal((1, 1), (rig.Proxy.Counters.UpstreamFailures, rig.Proxy.Counters.Exchanges));
    }

    [Fact]
    public async Task The_answer_to_a_failed_HEAD_has_no_text()
    {
        await using var rig = new Rig(o => o with { Resolve = (_, _) => Task.FromResult(Array.Empty<IPAddress>()) });
        using var client = await rig.ConnectAsync();
        await client.SendAsync("HEAD http://name.invalid/ HTTP/1.1\r\n\r\n");
        Assert.EndsWith("\r\n\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET http://{0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\n\r\n")]
    public async Task A_port_where_nobody_listens_gets_502(string request)
    {
        await using var rig = new Rig();
        rig.Origin.Dispose();
        using var client = await rig.ConnectAsync();
        var name = $"127.0.0.1:{FreePort()}";
        await client.SendAsync(request.Replace("{0}", name, StringComparison.Ordinal));
        Assert.EndsWith($"traffic-guardian: upstream connect: {name} connection refused\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lookup_that_takes_too_long_gets_504()
    {
        var time = new FakeTime();
        await using var rig = new Rig(o => o with { Time = time, Resolve = (_, cancel) => Never(cancel) });
        using var client = await rig.ConnectAsync();
        await client.SendAsync("GET http://slow.invalid/ HTTP/1.1\r\n\r\n");
        await time.WhenTimerAsync(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(30));
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 504 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("traffic-guardian: upstream timeout: slow.invalid:80 no connection within 30 s\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_does_not_stop_sending_is_closed_after_a_moment()
    {
        var time = new FakeTime();
        await using var rig = new Rig(o => o with { Time = time });
        using var client = await rig.ConnectAsync();
        await client.SendAsync("nonsense\r\n\r\n");
        await client.ReadToEndAsync();
        await time.WhenTimerAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(1, rig.Proxy.Counters.Active);
        time.Advance(TimeSpan.FromSeconds(2));
        await rig.Proxy.StopAsync(Peer.Patience).WaitAsync(Peer.Patience);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::]")]
    [InlineData("own.example")]
    public async Task The_monitor_itself_is_no_target(string host)
    {
        await using var rig = new Rig(o => o with { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, IPAddress.Loopback]) });
        var port = rig.Proxy.Endpoint.Port;
        foreach (var request in new[] { $"GET http://{host}:{port}/ HTTP/1.1\r\n\r\n", $"CONNECT {host}:{port} HTTP/1.1\r\n\r\n" })
        {
            using var client = await rig.ConnectAsync();
            await client.SendAsync(request);
            Assert.StartsWith("HTTP/1.1 508 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_a_wildcard_address_every_address_of_this_machine_is_the_monitor()
    {
        await using var rig = new Rig(o => o with { Listen = new IPEndPoint(IPAddress.Any, 0) });
        using var client = await Peer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, rig.Proxy.Endpoint.Port));
        await client.SendAsync($"GET http://127.9.9.9:{rig.Proxy.Endpoint.Port}/ HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 508 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET http://{0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\n\r\n")]
    public async Task A_destination_that_the_client_may_not_reach_gets_403(string request)
    {
        await using var rig = new Rig(o => o with { DestinationAllowed = (_, host, address) => host == "never" || !IPAddress.IsLoopback(address) });
        using var client = await rig.ConnectAsync();
        await client.SendAsync(request.Replace("{0}", rig.Origin.Name, StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 403 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.True(rig.Origin.NobodyWaits);
    }

    [Fact]
    public async Task Only_the_addresses_that_were_allowed_are_connected_to()
    {
        await using var rig = new Rig(o => o with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.9"), IPAddress.Loopback]),
            DestinationAllowed = (_, _, address) => address.Equals(IPAddress.Loopback),
        });
        var (_, server, _) = await rig.RequestAsync($"GET http://two.example:{rig.Origin.Port}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync(Ok);
        Assert.Equal($"two.example:{rig.Origin.Port}", (await rig.Observer.NextAsync()).Info.Destination);
    }

    [Fact]
    public async Task The_next_address_is_tried_where_one_refuses()
    {
        await using var rig = new Rig(o => o with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.9"), IPAddress.Loopback]),
        });
        await rig.RequestAsync($"GET http://three.example:{rig.Origin.Port}/ HTTP/1.1\r\n\r\n");
    }

    private static int FreePort()
    {
        using var server = new ScriptedServer();
        return server.Port;
    }

    private static async Task<IPAddress[]> Never(CancellationToken cancel)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        return [];
    }
}
