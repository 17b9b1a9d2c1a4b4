using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>CONNECT: what the client and the server say to each other passes, whatever it is.</summary>
public sealed class TunnelTests
{
    private const string Hello = "\x16\x03\x01\x02\x00\x01\x00";

    [Theory]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n\r\n", "HTTP/1.1 200 Connection established\r\n\r\n")]
    [InlineData("CONNECT {0} HTTP/1.0\r\n\r\n", "HTTP/1.0 200 Connection established\r\n\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nContent-Length: 5\r\nProxy-Authorization: x\r\nFolded: a\r\n b\r\n\r\n", "HTTP/1.1 200 Connection established\r\n\r\n")]
    public async Task A_tunnel_is_answered_with_200_and_nothing_behind_it(string request, string answer)
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        await client.SendAsync(request.Replace("{0}", rig.Origin.Name, StringComparison.Ordinal));
        using var server = await rig.Origin.AcceptAsync();
        Assert.Equal(answer, await client.ReadHeadAsync());
        await client.SendAsync(Hello);
        Assert.Equal(Hello, await server.ReadAsync(Hello.Length));
        await server.SendAsync("\x16\x03\x03");
        Assert.Equal("\x16\x03\x03", await client.ReadAsync(3));

        var (info, reason) = await rig.Observer.NextMissedAsync();
        Assert.Equal((WireProtocol.Tunnel, NotInspectedReason.Tunnel), (info.Protocol, reason));
        Assert.Equal(rig.Origin.Name, Assert.Single(rig.Observer.Tunnels).Destination);
        Assert.Equal((1, 0), (rig.Proxy.Counters.Tunnels, rig.Proxy.Counters.Exchanges));
    }

    [Fact]
    public async Task Bytes_sent_right_behind_the_request_pass()
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        await client.SendAsync($"CONNECT {rig.Origin.Name} HTTP/1.1\r\n\r\n{Hello}");
        using var server = await rig.Origin.AcceptAsync();
        Assert.Equal(Hello, await server.ReadAsync(Hello.Length));
    }

    [Fact]
    public async Task Every_byte_of_a_slow_client_passes_at_once()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        foreach (var c in Hello)
        {
            await client.SendAsync(c.ToString());
            Assert.Equal(c.ToString(), await server.ReadAsync(1));
        }
    }

    [Fact]
    public async Task A_server_that_speaks_first_is_heard_and_counted()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        await server.SendAsync("220 mail.example ESMTP\r\n");
        await client.ReadThroughAsync("\n");
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
        await server.ReadHeadAsync();
        Assert.Equal(NotInspectedReason.Protocol, (await rig.Observer.NextMissedAsync()).Reason);
        Assert.Empty(rig.Observer.Exchanges);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2 Debian\r\n")]
    [InlineData("\0\x01\x02")]
    [InlineData("\x16\x02")]
    [InlineData("hello\r\n")]
    public async Task What_is_no_HTTP_passes_and_is_counted_once(string bytes)
    {
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        await client.SendAsync(bytes);
        Assert.Equal(bytes, await server.ReadAsync(bytes.Length));
        await server.SendAsync("answer");
        Assert.Equal("answer", await client.ReadAsync(6));
        await client.SendAsync(bytes);
        Assert.Equal(bytes, await server.ReadAsync(bytes.Length));
        Assert.Equal([NotInspectedReason.Protocol], rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task A_request_that_can_be_read_in_two_ways_passes_inside_a_tunnel_and_is_counted()
    {
        const string Request = "POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n";
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadAsync(Request.Length));
        Assert.Equal(NotInspectedReason.Protocol, (await rig.Observer.NextMissedAsync()).Reason);
        Assert.EndsWith("GET /x HTTP/1.1\r\n\r\n", (await rig.Observer.NextAsync()).Request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_close_passes_in_both_directions()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        await client.SendAsync(Hello);
        client.FinishSending();
        Assert.Equal(Hello, await server.ReadToEndAsync());
        await server.SendAsync("still here");
        server.FinishSending();
        Assert.Equal("still here", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task The_servers_half_close_leaves_the_clients_direction_open()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        await client.SendAsync(Hello);
        await server.ReadAsync(Hello.Length);
        server.FinishSending();
        Assert.Equal("", await client.ReadToEndAsync());
        await client.SendAsync("more");
        Assert.Equal("more", await server.ReadAsync(4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_passes_to_the_other_end(bool byClient)
    {
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        (byClient ? client : server).Reset();
        await (byClient ? server : client).ReadToResetAsync();
    }

    [Fact]
    public async Task A_tunnel_that_carries_nothing_is_not_counted_as_unread()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        client.Dispose();
        Assert.Equal("", await server.ReadToEndAsync());
        server.Dispose();
        await rig.Proxy.StopAsync(Peer.Patience);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task A_tunnel_may_follow_a_plain_exchange_on_the_same_connection()
    {
        await using var rig = new Rig();
        var (client, first, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\nCONNECT {rig.Origin.Name} HTTP/1.1\r\n\r\n");
        await first.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        using var second = await rig.Origin.AcceptAsync();
        await client.ReadHeadAsync();
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", await client.ReadHeadAsync());
        await client.SendAsync(Hello);
        Assert.Equal(Hello, await second.ReadAsync(Hello.Length));
    }
}
