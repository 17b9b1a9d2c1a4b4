using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>What exchanges may do on a connection besides one request and one reply.</summary>
public sealed class ExchangeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task Another_authority_gets_another_upstream_once_the_replies_due_have_come()
    {
        await using var rig = new Rig();
        using var other = new ScriptedServer();
        var (client, first, _) = await rig.RequestAsync(
            $"GET http://{rig.Origin.Name}/1 HTTP/1.1\r\n\r\nGET http://{other.Name}/2 HTTP/1.1\r\n\r\nGET http://{rig.Origin.Name}/3 HTTP/1.1\r\n\r\n");
        Assert.True(other.NobodyWaits);
        await first.SendAsync(Ok);
        Assert.Equal("", await first.ReadToEndAsync());

        using var second = await other.AcceptAsync();
        Assert.StartsWith("GET /2 ", await second.ReadHeadAsync(), StringComparison.Ordinal);
        await second.SendAsync(Ok);
        using var third = await rig.Origin.AcceptAsync();
        Assert.StartsWith("GET /3 ", await third.ReadHeadAsync(), StringComparison.Ordinal);
        await third.SendAsync(Ok);
        Assert.Equal(Ok + Ok + Ok, await client.ReadAsync(Ok.Length * 3));

        await rig.Observer.NextAsync();
        Assert.Equal(other.Name, (await rig.Observer.NextAsync()).Info.Destination);
    }

    [Fact]
    public async Task Spellings_of_one_authority_share_its_upstream()
    {
        await using var rig = new Rig();
        var port = rig.Origin.Port;
        var (client, server, _) = await rig.RequestAsync($"GET http://LOCALHOST:{port}/1 HTTP/1.1\r\n\r\n");
        await server.SendAsync(Ok);
        await client.SendAsync($"GET http://u@localhost:0{port}/2 HTTP/1.1\r\n\r\n");
        Assert.StartsWith("GET /2 ", await server.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal($"localhost:{port}", (await rig.Observer.NextAsync()).Info.Destination);
    }

    [Fact]
    public async Task Interim_replies_pass_as_they_come_and_are_told_one_by_one()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"POST http://{rig.Origin.Name}/ HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        await server.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await client.ReadHeadAsync());
        await client.SendAsync("hi");
        Assert.Equal("hi", await server.ReadAsync(2));
        const string Hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
        await server.SendAsync(Hints + Ok);
        Assert.Equal(Hints + Ok, await client.ReadAsync(Hints.Length + Ok.Length));

        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal(3, told.Response.Heads.Count);
        Assert.Equal(("hi", "ok"), (told.Request.Body, told.Response.Body));
    }

    [Fact]
    public async Task An_event_passes_before_the_next_is_sent_and_has_been_told_by_then()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.ReadHeadAsync();
        var told = await rig.Observer.NextAsync();
        for (var i = 0; i < 100; i++)
        {
            await server.SendAsync("9\r\ndata: x\n\n\r\n");
            Assert.Equal("9\r\ndata: x\n\n\r\n", await client.ReadAsync(14));
            Assert.Equal((i + 1) * 9, told.Response.Body.Length);
        }
    }

    [Fact]
    public async Task A_request_whose_body_waits_is_told_as_far_as_it_has_come()
    {
        await using var rig = new Rig();
        var (_, server, _) = await rig.RequestAsync($"POST http://{rig.Origin.Name}/ HTTP/1.1\r\nContent-Length: 8\r\n\r\nhalf");
        var told = await rig.Observer.NextAsync();
        Assert.Equal("half", await server.ReadAsync(4));
        Assert.Equal("half", told.Request.Body);
        server.Dispose();
    }

    [Fact]
    public async Task Large_bodies_stream_both_ways_at_once()
    {
        const int Size = 8 << 20;
        var block = new string('x', 1 << 20);
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"POST http://{rig.Origin.Name}/ HTTP/1.1\r\nContent-Length: {Size}\r\n\r\n");
        await server.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n");
        await client.ReadHeadAsync();

        var up = Task.Run(async () => { for (var i = 0; i < 8; i++) await client.SendAsync(block); });
        var down = Task.Run(async () => { for (var i = 0; i < 8; i++) await server.SendAsync(block); });
        var atServer = Task.Run(async () => { for (var i = 0; i < 8; i++) Assert.Equal(block, await server.ReadAsync(block.Length)); });
        for (var i = 0; i < 8; i++)
            Assert.Equal(block, await client.ReadAsync(block.Length));
        await Task.WhenAll(up, down, atServer);

        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal((Size, Size), (told.Request.Body.Length, told.Response.Body.Length));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upgraded_connection_passes_raw_in_both_directions_and_is_counted_once(bool inTunnel)
    {
        await using var rig = new Rig();
        var (client, server) = inTunnel ? await rig.OpenTunnelAsync() : (await rig.ConnectAsync(), null!);
        await client.SendAsync($"GET {(inTunnel ? "" : $"http://{rig.Origin.Name}")}/echo HTTP/1.1\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");
        server ??= await rig.Origin.AcceptAsync();
        await server.ReadHeadAsync();
        await server.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\n\x81\x02hi");
        await client.ReadThroughAsync("\x02hi");
        await client.SendAsync("\x81\x82GET http://no/ HTTP/1.1\r\n\r\n");
        Assert.Equal("\x81\x82GET http://no/ HTTP/1.1\r\n\r\n", await server.ReadAsync(29));
        client.FinishSending();
        Assert.Equal("", await server.ReadToEndAsync());
        await server.SendAsync("bye");
        server.Dispose();
        Assert.Equal("bye", await client.ReadToEndAsync());

        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal([NotInspectedReason.Protocol], rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task A_refused_upgrade_goes_on_as_before()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync(
            $"GET http://{rig.Origin.Name}/1 HTTP/1.1\r\nUpgrade: h2c\r\n\r\nGET http://{rig.Origin.Name}/2 HTTP/1.1\r\n\r\n");
        await server.SendAsync(Ok);
        Assert.StartsWith("GET /2 ", await server.ReadHeadAsync(), StringComparison.Ordinal);
        await server.SendAsync(Ok);
        Assert.Equal(Ok + Ok, await client.ReadAsync(2 * Ok.Length));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok?")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 2\n\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("no HTTP at all\r\n\r\n")]
    public async Task A_reply_that_can_be_read_in_two_ways_passes_and_is_counted(string reply)
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync(reply);
        await server.SendAsync("and more");
        server.Dispose();
        Assert.Equal(reply + "and more", await client.ReadToEndAsync());
        await (await rig.Observer.NextAsync()).Closed;
        Assert.Equal([NotInspectedReason.Protocol], rig.Observer.NotInspectedReasons);
    }

    [Theory]
    [InlineData(Ok + Ok)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 2\n\nok")]
    public async Task No_other_upstream_follows_one_whose_replies_have_no_certain_end(string reply)
    {
        await using var rig = new Rig();
        using var other = new ScriptedServer();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync(reply);
        Assert.Equal(reply, await client.ReadAsync(reply.Length));
        await client.SendAsync($"GET http://{other.Name}/ HTTP/1.1\r\n\r\n");
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.True(other.NobodyWaits);
    }

    [Fact]
    public async Task A_reply_that_nobody_asked_for_passes_and_is_counted()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        const string Timeout = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n";
        await server.SendAsync(Ok + Timeout);
        server.Dispose();
        Assert.Equal(Ok + Timeout, await client.ReadToEndAsync());
        Assert.Equal(NotInspectedReason.Protocol, (await rig.Observer.NextMissedAsync()).Reason);
    }

    [Fact]
    public async Task Heads_of_64_KiB_pass_in_both_directions()
    {
        await using var rig = new Rig();
        var start = $"GET http://{rig.Origin.Name}/ HTTP/1.1\r\nX: ";
        var request = start + new string('x', 65536 - start.Length - 4) + "\r\n\r\n";
        var (client, server, head) = await rig.RequestAsync(request);
        Assert.Equal(65536 - $"http://{rig.Origin.Name}".Length, head.Length);
        var reply = "HTTP/1.1 204 No\r\nX: ".PadRight(65532, 'y') + "\r\n\r\n";
        await server.SendAsync(reply);
        Assert.Equal(reply, await client.ReadAsync(65536));
        await (await rig.Observer.NextAsync()).Closed;
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task A_fault_of_the_observer_never_reaches_the_exchange()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        (await rig.Observer.NextAsync()).Fails = true;
        await server.SendAsync(Ok);
        Assert.Equal(Ok, await client.ReadAsync(Ok.Length));
        Assert.Equal(NotInspectedReason.Error, (await rig.Observer.NextMissedAsync()).Reason);
        rig.Observer.Exchanges.Clear();
    }
}
