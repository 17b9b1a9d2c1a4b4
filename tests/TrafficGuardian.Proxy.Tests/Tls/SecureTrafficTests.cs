using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Upstreams that misbehave after a good handshake, and much at once: what comes is passed on as it comes.</summary>
public sealed class SecureTrafficTests
{
    private const string Request = "GET / HTTP/1.1\r\n\r\n";

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nless", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nless", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", true)]
    public async Task A_body_shorter_than_was_said_is_passed_on_and_told_as_cut(string reply, bool inOrder)
    {
        await using var rig = new TlsRig();
        var (client, server) = await AskAsync(rig);
        await server.SendAsync(reply);
        if (inOrder)
            await server.FinishSendingAsync();
        else
            server.Truncate();
        Assert.Equal(reply, await client.ReadToEndAsync());
        Assert.Equal(inOrder, !client.Wire.Ended);
        var told = await rig.Observer.NextAsync();
        client.Dispose();
        server.Dispose();
        await told.Closed;
        Assert.Equal(MessageEnd.Aborted, told.Response.End);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + "\0\x01garbage\xff\r\n\r\nand more")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n")]
    [InlineData("garbage from the first byte on\r\n\r\n")]
    public async Task Garbage_is_passed_on_and_counted(string reply)
    {
        await using var rig = new TlsRig();
        var (client, server) = await AskAsync(rig);
        await server.SendAsync(reply);
        Assert.Equal(reply, await client.ReadAsync(reply.Length));
        await client.SendAsync("still there");
        Assert.Equal("still there", await server.ReadAsync(11));
        Assert.Equal(NotInspectedReason.Protocol, (await rig.Observer.NextMissedAsync()).Reason);
    }

    [Fact]
    public async Task Garbage_among_the_header_lines_is_told_with_them()
    {
        const string Head = "HTTP/1.1 200 OK\r\n\0\x01garbage\r\nContent-Length: 4\r\n\r\n";
        await using var rig = new TlsRig();
        var (client, server) = await AskAsync(rig);
        await server.SendAsync(Head + "body");
        Assert.Equal(Head + "body", await client.ReadAsync(Head.Length + 4));
        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal((Head, "body"), (told.Response.Head, told.Response.Body));
    }

    [Fact]
    public async Task Headers_without_an_end_are_passed_on_and_counted_once_they_are_too_long()
    {
        await using var rig = new TlsRig(o => o with { MaxHeadBytes = 4096 });
        var (client, server) = await AskAsync(rig);
        await server.SendAsync("HTTP/1.1 200 OK\r\n");
        for (var line = 0; line < 200; line++)
            await server.SendAsync($"X-{line:000}: {new string('x', 90)}\r\n");
        await client.ReadAsync(17 + (200 * 99));
        Assert.Equal(NotInspectedReason.Protocol, (await rig.Observer.NextMissedAsync()).Reason);
        Assert.Single(rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task A_trickle_arrives_byte_by_byte_as_it_comes()
    {
        await using var rig = new TlsRig();
        var (client, server) = await AskAsync(rig);
        const string Reply = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n: still here\n\ndata: 2\n\n";
        foreach (var one in Reply)
        {
            await server.SendAsync(one.ToString());
            Assert.Equal(one.ToString(), await client.ReadAsync(1));
        }

        var told = await rig.Observer.NextAsync();
        Assert.Equal("data: 1\n\n: still here\n\ndata: 2\n\n", told.Response.Body);
        Assert.False(told.IsClosed);
    }

    /// <summary>Servers may take a bare LF for the end of a line, and hand-made clients send it: it must not keep them from being read.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Heads_whose_lines_end_with_LF_alone_pass_unchanged_and_are_told_and_counted(int size)
    {
        const string Post = "POST /a HTTP/1.1\nHost: x\nContent-Length: 4\r\n\nbody";
        const string Get = "\nGET /b HTTP/1.1\nHost: x\n\n";
        const string Reply = "HTTP/1.1 200 OK\nContent-Length: 5\n\nreply";
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        await SendInPartsAsync(client, Post + Get, size);
        Assert.Equal(Post + Get, await server.ReadAsync((Post + Get).Length));
        await SendInPartsAsync(server, Reply + Reply, size);
        Assert.Equal(Reply + Reply, await client.ReadAsync(2 * Reply.Length));

        var (first, second) = (await rig.Observer.NextAsync(), await rig.Observer.NextAsync());
        await Task.WhenAll(first.Closed, second.Closed);
        Assert.Equal(("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n", "body"), (first.Request.Head, first.Request.Body));
        Assert.Equal(("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "reply"), (first.Response.Head, first.Response.Body));
        Assert.Equal("GET /b HTTP/1.1\r\nHost: x\r\n\r\n", second.Request.Head);
        Assert.Equal("reply", second.Response.Body);
        Assert.Equal([NotInspectedReason.Protocol], rig.Observer.NotInspectedReasons);
    }

    /// <summary>Lenient recipients read on where the framing can't be followed, so what is said there is looked at as well.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task A_body_whose_framing_breaks_is_told_on_as_it_comes_and_counted(int size)
    {
        const string Head = "Transfer-Encoding: chunked\r\n\r\n";
        const string Broken = "5\nhello\n0\n\n";
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        var (post, reply) = ("POST / HTTP/1.1\r\n" + Head + "3\r\nabc\r\n" + Broken, "HTTP/1.1 200 OK\r\n" + Head + "3\r\nabc\r\n" + Broken);
        await SendInPartsAsync(client, post, size);
        Assert.Equal(post, await server.ReadAsync(post.Length));
        await SendInPartsAsync(server, reply, size);
        Assert.Equal(reply, await client.ReadAsync(reply.Length));

        var told = await rig.Observer.NextAsync();
        Assert.StartsWith("abc", told.Request.Body, StringComparison.Ordinal);
        Assert.EndsWith("\nhello\n0\n\n", told.Request.Body, StringComparison.Ordinal);
        Assert.Equal(told.Request.Body, told.Response.Body);
        Assert.Equal([NotInspectedReason.Protocol], rig.Observer.NotInspectedReasons);
        server.Dispose();
        client.Dispose();
        await told.Closed;
    }

    [Fact]
    public async Task Megabytes_pass_both_ways_at_once()
    {
        const int Length = 8_000_000;
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        var (up, down) = (Text(Length, seed: 1), Text(Length, seed: 2));
        var sending = client.SendAsync($"POST / HTTP/1.1\r\nContent-Length: {Length}\r\n\r\n" + up);
        await server.ReadHeadAsync();
        var replying = server.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Length}\r\n\r\n" + down);
        await client.ReadHeadAsync();
        var received = server.ReadAsync(Length);
        Assert.Equal(down, await client.ReadAsync(Length));
        Assert.Equal(up, await received);
        await Task.WhenAll(sending, replying);

        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal((up, down), (told.Request.Body, told.Response.Body));
        Assert.Equal((MessageEnd.Complete, MessageEnd.Complete), (told.Request.End, told.Response.End));
    }

    [Fact]
    public async Task Many_connections_live_side_by_side()
    {
        const int Count = 64;
        await using var rig = new TlsRig();
        var serving = rig.ServeAsync();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async index =>
        {
            using var client = await TlsPeer.ConnectAsync(await rig.TunnelAsync(), rig.ClientOptions());
            for (var round = 0; round < 5; round++)
            {
                await client.SendAsync($"GET /{index}/{round} HTTP/1.1\r\n\r\n");
                Assert.EndsWith("ok", await client.ReadAsync(40), StringComparison.Ordinal);
            }
        }));
        await rig.WhenIdleAsync();
        Assert.Equal(Count * 5, rig.Observer.Exchanges.Select(e => e.Request.Head).Distinct().Count());
        Assert.Empty(rig.Observer.NotInspectedReasons);
        Assert.Empty(rig.Proxy.Bypassed);
        rig.Origin.Dispose();
        await serving;
    }

    private static async Task SendInPartsAsync(TlsPeer peer, string text, int size)
    {
        foreach (var part in text.Chunk(size))
            await peer.SendAsync(new string(part));
    }

    private static async Task<(TlsPeer Client, TlsPeer Server)> AskAsync(TlsRig rig)
    {
        var (client, server) = await rig.OpenAsync();
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        return (client, server);
    }

    private static string Text(int length, int seed)
    {
        var random = new Random(seed);
        return string.Create(length, random, static (span, random) =>
        {
            foreach (ref var character in span)
                character = (char)random.Next(256);
        });
    }
}
