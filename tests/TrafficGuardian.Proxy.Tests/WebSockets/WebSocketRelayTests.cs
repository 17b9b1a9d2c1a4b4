using System.Text;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;
using static TrafficGuardian.Proxy.Tests.WebSockets.WebSocketWire;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

/// <summary>WebSocket connections through a real proxy, by an absolute-form request and inside a tunnel.</summary>
public sealed class WebSocketRelayTests
{
    public static TheoryData<string, bool, bool> Broken()
    {
        var data = new TheoryData<string, bool, bool>();
        foreach (var row in BrokenFrames.Cases())
        {
            data.Add(row.Data.Item1, row.Data.Item2, false);
            data.Add(row.Data.Item1, row.Data.Item2, true);
        }

        return data;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Frames_pass_byte_for_byte_and_have_been_told_by_then(bool inTunnel)
    {
        await using var rig = new Rig();
        var welcome = Latin1(Server(Fin | Text, "welcome"));
        var (client, server) = await OpenAsync(rig, inTunnel, WebSocketHandshake.DeflateReply + welcome);
        var told = await rig.Observer.NextWebSocketAsync();
        Assert.Equal(WebSocketHandshake.DeflateReply + welcome, await client.ReadThroughAsync(welcome));
        Assert.Equal(["message|welcome|Complete"], told.Response);

        var frames = Latin1(Join(Client(Fin | Text, "hello"), Client(Rsv1 | Text, "a"), Client(Fin | Ping, "ping"), Client(Fin | Continuation, "b")));
        await client.SendSlowlyAsync(frames);
        Assert.Equal(frames, await server.ReadAsync(frames.Length));
        Assert.Equal(["message|hello|Complete", "control|ping", "compressed|ab|Complete"], told.Request);
        Assert.Equal(3, rig.Proxy.Counters.WebSocketMessages);
        Assert.Equal((rig.Origin.Name, WireProtocol.WebSocket), (told.Info.Destination, told.Info.Protocol));
        Assert.Equal(new WebSocketDeflate(RequestTakeover: true, ResponseTakeover: false), told.Deflate);

        client.FinishSending();
        Assert.Equal("", await server.ReadToEndAsync());
        Assert.False(told.IsClosed);
        server.FinishSending();
        Assert.Equal("", await client.ReadToEndAsync());
        await told.Closed;
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Broken_frames_pass_unchanged_and_are_told_once(string name, bool byClient, bool inTunnel)
    {
        await using var rig = new Rig();
        var (client, server) = await OpenAsync(rig, inTunnel, WebSocketHandshake.Reply);
        await client.ReadHeadAsync();
        var (from, to) = byClient ? (client, server) : (server, client);
        var bytes = Latin1(Join(BrokenFrames.Of(name, byClient), Encoding.Latin1.GetBytes("\r\n\r\nwhatever comes behind\0")));
        for (var i = 0; i < 2; i++)
        {
            await from.SendAsync(bytes);
            Assert.Equal(bytes, await to.ReadAsync(bytes.Length));
        }

        Assert.Equal([NotInspectedReason.Frame], rig.Observer.NotInspectedReasons);
        client.Dispose();
        server.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Frames_sent_before_the_reply_are_told(bool inTunnel)
    {
        await using var rig = new Rig();
        var hello = Latin1(Client(Fin | Text, "hello\n"));
        var (client, server) = inTunnel ? await rig.OpenTunnelAsync() : (await rig.ConnectAsync(), null!);
        await client.SendAsync(WebSocketHandshake.Request(inTunnel ? "/" : $"http://{rig.Origin.Name}/") + hello);
        server ??= await rig.Origin.AcceptAsync();
        await server.ReadHeadAsync();
        await server.SendAsync(WebSocketHandshake.Reply);
        await client.ReadHeadAsync();
        Assert.Equal(hello, await server.ReadAsync(hello.Length));
        Assert.Equal(["message|hello\n|Complete"], (await rig.Observer.NextWebSocketAsync()).Request);
        Assert.Empty(rig.Observer.NotInspectedReasons);
        client.Dispose();
        server.Dispose();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_reset_passes_to_the_other_end_and_closes_it(bool byClient, bool inTunnel)
    {
        await using var rig = new Rig();
        var (client, server) = await OpenAsync(rig, inTunnel, WebSocketHandshake.Reply);
        await client.ReadHeadAsync();
        var told = await rig.Observer.NextWebSocketAsync();
        await client.SendAsync(Client(Text, "begun"));
        await server.ReadAsync(11);
        (byClient ? client : server).Reset();
        await (byClient ? server : client).ReadToResetAsync();
        await told.Closed;
        Assert.Equal(["message|begun|Aborted"], told.Request);
    }

    [Fact]
    public async Task A_client_that_is_gone_when_the_reply_comes_leaves_no_connection_open()
    {
        await using var rig = new Rig();
        var (client, server) = await OpenAsync(rig, inTunnel: false, reply: "");
        client.FinishSending();
        await server.SendAsync(WebSocketHandshake.Reply + Latin1(Server(Fin | Text, "late")));
        server.Dispose();
        await client.ReadToEndAsync();
        var told = await rig.Observer.NextWebSocketAsync();
        await told.Closed;
        Assert.Equal(["message|late|Complete"], told.Response);
    }

    [Fact]
    public async Task No_other_upstream_follows_one_that_speaks_another_protocol_now()
    {
        await using var rig = new Rig();
        using var other = new ScriptedServer();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\nGET http://{other.Name}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync(WebSocketHandshake.Reply);
        Assert.Equal(WebSocketHandshake.Reply, await client.ReadToEndAsync());
        Assert.True(other.NobodyWaits);
    }

    [Fact]
    public async Task An_upstream_that_changes_protocol_unasked_is_not_sent_what_is_meant_for_others()
    {
        await using var rig = new Rig();
        using var other = new ScriptedServer();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync(WebSocketHandshake.Reply);
        Assert.Equal(WebSocketHandshake.Reply, await client.ReadHeadAsync());
        await client.SendAsync($"GET http://{other.Name}/ HTTP/1.1\r\nX-Key: secret\r\n\r\n");
        Assert.Equal("", await client.ReadToEndAsync());
        client.Dispose();
        Assert.Equal("", await server.ReadToEndAsync());
        Assert.True(other.NobodyWaits);
    }

    [Fact]
    public async Task A_fault_of_the_observer_never_reaches_the_frames_and_is_told_once()
    {
        await using var rig = new Rig();
        var (client, server) = await OpenAsync(rig, inTunnel: true, WebSocketHandshake.Reply);
        await client.ReadHeadAsync();
        (await rig.Observer.NextWebSocketAsync()).Fails = true;
        var frames = Latin1(Join(Client(Fin | Text, "hello"), Client(Fin | Ping, "x"), Client(Fin | Text, "hello")));
        await client.SendAsync(frames);
        Assert.Equal(frames, await server.ReadAsync(frames.Length));
        Assert.Equal([NotInspectedReason.Error], rig.Observer.NotInspectedReasons);
        Assert.Equal(2, rig.Proxy.Counters.WebSocketMessages);
        rig.Observer.WebSockets.Clear();
        client.Dispose();
        server.Dispose();
    }

    private static async Task<(Peer Client, Peer Server)> OpenAsync(Rig rig, bool inTunnel, string reply)
    {
        var (client, server) = inTunnel ? await rig.OpenTunnelAsync() : (await rig.ConnectAsync(), null!);
        await client.SendAsync(WebSocketHandshake.Request(inTunnel ? "/chat" : $"http://{rig.Origin.Name}/chat"));
        server ??= await rig.Origin.AcceptAsync();
        await server.ReadHeadAsync();
        await server.SendAsync(reply);
        return (client, server);
    }

    private static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
