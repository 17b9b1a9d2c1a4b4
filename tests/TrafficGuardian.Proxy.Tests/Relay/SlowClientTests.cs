using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>Whoever has begun a head must end it in time; nothing else has a limit.</summary>
public sealed class SlowClientTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("G")]
    [InlineData("GET http://{0}/ HTTP/1.1\r\nX: y\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nX")]
    public async Task A_head_that_does_not_become_whole_gets_408_however_many_bytes_still_come(string begun)
    {
        var time = new FakeTime();
        await using var rig = new Rig(o => o with { Time = time });
        using var client = await rig.ConnectAsync();
        await client.SendAsync(begun.Replace("{0}", rig.Origin.Name, StringComparison.Ordinal));
        await time.WhenTimerAsync(Limit);
        for (var minute = 0; minute < 3; minute++)
        {
            time.Advance(Limit / 4);
            await client.SendAsync("x");
        }

        time.Advance(Limit / 4);
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("traffic-guardian: the request's head was not whole within 60 s\n", answer, StringComparison.Ordinal);
        Assert.True(rig.Origin.NobodyWaits);
        Assert.Equal(1, rig.Proxy.Counters.MalformedRequests);
    }

    [Fact]
    public async Task Replies_still_due_come_before_the_408()
    {
        var time = new FakeTime();
        await using var rig = new Rig(o => o with { Time = time });
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\nGET htt");
        await time.WhenTimerAsync(Limit);
        time.Advance(Limit);
        await server.SendAsync(Ok);
        Assert.StartsWith(Ok + "HTTP/1.1 408 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_in_pieces_that_is_whole_in_time_leaves_no_limit_behind()
    {
        var time = new FakeTime();
        await using var rig = new Rig(o => o with { Time = time });
        using var client = await rig.ConnectAsync();
        await client.SendAsync("GET ");
        await time.WhenTimerAsync(Limit);
        time.Advance(Limit - TimeSpan.FromTicks(1));
        await client.SendAsync($"http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        using var server = await rig.Origin.AcceptAsync();
        await server.ReadHeadAsync();
        time.Advance(TimeSpan.FromDays(1));
        await server.SendAsync(Ok);
        Assert.Equal(Ok, await client.ReadAsync(Ok.Length));
    }

    [Fact]
    public async Task A_quiet_client_a_slow_body_and_a_long_poll_may_take_days()
    {
        var time = new FakeTime();
        var day = TimeSpan.FromDays(1);
        await using var rig = new Rig(o => o with { Time = time });
        using var client = await rig.ConnectAsync();
        time.Advance(day);
        await client.SendAsync($"POST http://{rig.Origin.Name}/ HTTP/1.1\r\nContent-Length: 4\r\n\r\nha");
        using var server = await rig.Origin.AcceptAsync();
        await server.ReadHeadAsync();
        Assert.Equal("ha", await server.ReadAsync(2));
        time.Advance(day);
        await client.SendAsync("lf");
        Assert.Equal("lf", await server.ReadAsync(2));
        time.Advance(day);
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
        await client.ReadThroughAsync("o");
        time.Advance(day);
        await server.SendAsync("k");
        await client.ReadThroughAsync("k");
        time.Advance(day);
        await client.SendAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await server.ReadHeadAsync();
        await server.SendAsync(Ok);
        Assert.Equal(Ok, await client.ReadAsync(Ok.Length));
    }

    [Fact]
    public async Task A_tunnel_may_be_quiet_for_days()
    {
        var time = new FakeTime();
        await using var rig = new Rig(o => o with { Time = time });
        var (client, server) = await rig.OpenTunnelAsync();
        time.Advance(TimeSpan.FromDays(1));
        await client.SendAsync("half a wo");
        Assert.Equal("half a wo", await server.ReadAsync(9));
        time.Advance(TimeSpan.FromDays(1));
        await server.SendAsync("rd");
        Assert.Equal("rd", await client.ReadAsync(2));
    }
}
