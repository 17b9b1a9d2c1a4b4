using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>Raw sockets on both sides: what arrives is what was sent, and the observer is told the same.</summary>
public sealed class NothingIsChangedTests
{
    public static TheoryData<int, bool> Cases()
    {
        var data = new TheoryData<int, bool>();
        for (var i = 0; i < WireCases.All.Length; i++)
        {
            data.Add(i, false);
            data.Add(i, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_absolute_form_exchange_passes_byte_for_byte(int index, bool slowly)
    {
        var wire = WireCases.All[index];
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        await ExchangeAsync(rig, wire, (client, Server: null), slowly, inTunnel: false);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_exchange_inside_a_tunnel_passes_byte_for_byte(int index, bool slowly)
    {
        var wire = WireCases.All[index];
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        using (client)
            await ExchangeAsync(rig, wire, (client, server), slowly, inTunnel: true);
    }

    [Fact]
    public async Task Exchanges_of_all_kinds_follow_one_another_on_one_connection()
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        Peer? server = null;
        foreach (var wire in WireCases.All.Where(w => !w.Closes))
            server = await ExchangeAsync(rig, wire, (client, server), slowly: false, inTunnel: false);
        Assert.Equal(WireCases.All.Count(w => !w.Closes), rig.Proxy.Counters.Exchanges);
        Assert.True(rig.Origin.NobodyWaits);
        server?.Dispose();
    }

    [Fact]
    public async Task Pipelined_requests_and_replies_stay_in_order()
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        var pair = $"POST http://{rig.Origin.Name}/1 HTTP/1.1\r\nContent-Length: 3\r\n\r\none" + $"HEAD http://{rig.Origin.Name}/2 HTTP/1.1\r\n\r\n";
        await client.SendAsync(pair);

        using var server = await rig.Origin.AcceptAsync();
        var expected = "POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\noneHEAD /2 HTTP/1.1\r\n\r\n";
        Assert.Equal(expected, await server.ReadAsync(expected.Length));
        var replies = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
        await server.SendAsync(replies);
        Assert.Equal(replies, await client.ReadAsync(replies.Length));

        var (first, second) = (await rig.Observer.NextAsync(), await rig.Observer.NextAsync());
        await first.Closed;
        await second.Closed;
        Assert.Equal(("one", "1"), (first.Request.Body, first.Response.Body));
        Assert.Equal(("", ""), (second.Request.Body, second.Response.Body));
    }

    private static async Task<Peer> ExchangeAsync(Rig rig, WireCase wire, (Peer Client, Peer? Server) ends, bool slowly, bool inTunnel)
    {
        string Named(string text) => text.Replace("{origin}", rig.Origin.Name, StringComparison.Ordinal);
        var line = Named(inTunnel ? wire.ForwardedLine : wire.Line);
        var lines = Named(wire.Lines);
        var forwarded = Named(wire.ForwardedLine + "\r\n" + (inTunnel ? wire.Lines : wire.ForwardedLines ?? wire.Lines) + wire.Body);
        var head = line + "\r\n" + lines;

        var sending = slowly ? ends.Client.SendSlowlyAsync(head + wire.Body) : ends.Client.SendAsync(head + wire.Body);
        var server = ends.Server ?? await rig.Origin.AcceptAsync();
        Assert.Equal(forwarded, await server.ReadAsync(forwarded.Length));
        await sending;

        var replying = slowly ? server.SendSlowlyAsync(wire.Reply) : server.SendAsync(wire.Reply);
        Assert.Equal(wire.Reply, await ends.Client.ReadAsync(wire.Reply.Length));
        await replying;
        if (wire.Closes)
        {
            server.Dispose();
            Assert.Equal("", await ends.Client.ReadToEndAsync());
        }

        await ToldAssert.IsAsync(await rig.Observer.NextAsync(), wire, head, WireProtocol.Http);
        Assert.Empty(rig.Observer.NotInspectedReasons);
        return server;
    }
}
