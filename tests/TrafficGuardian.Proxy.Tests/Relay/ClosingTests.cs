using System.Net;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>Ends of connections pass in the manner in which they came.</summary>
public sealed class ClosingTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task A_client_that_half_closes_still_gets_its_reply()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.0\r\n\r\n");
        client.FinishSending();
        Assert.Equal("", await server.ReadToEndAsync());
        await server.SendAsync(Ok);
        server.Dispose();
        Assert.Equal(Ok, await client.ReadToEndAsync());
    }

    [Fact]
    public async Task An_idle_client_that_closes_closes_the_upstream()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync(Ok);
        await client.ReadAsync(Ok.Length);
        client.Dispose();
        Assert.Equal("", await server.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_closes_inside_its_body_is_reported_as_cut()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"POST http://{rig.Origin.Name}/ HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf");
        Assert.Equal("half", await server.ReadAsync(4));
        client.FinishSending();
        Assert.Equal("", await server.ReadToEndAsync());
        server.Dispose();

        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal(("half", MessageEnd.Aborted), (told.Request.Body, told.Request.End));
        Assert.Null(told.Response.End);
    }

    [Fact]
    public async Task A_client_that_resets_resets_the_upstream()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        client.Reset();
        await server.ReadToResetAsync();
        await rig.Proxy.StopAsync(Peer.Patience);
        Assert.Equal(0, rig.Proxy.Counters.UpstreamFailures);
    }

    [Fact]
    public async Task An_upstream_that_resets_inside_its_reply_resets_the_client()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        await client.ReadThroughAsync("half");
        server.Reset();
        await client.ReadToResetAsync();

        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal(("half", MessageEnd.Aborted), (told.Response.Body, told.Response.End));
    }

    [Fact]
    public async Task An_upstream_that_closes_inside_its_reply_closes_the_client_in_order()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        server.Dispose();
        Assert.EndsWith("half", await client.ReadToEndAsync(), StringComparison.Ordinal);

        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal(MessageEnd.Aborted, told.Response.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upstream_that_never_answers_its_first_request_is_answered_for_with_502(bool reset)
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"POST http://{rig.Origin.Name}/ HTTP/1.1\r\nContent-Length: 8\r\n\r\nhalf");
        Assert.Equal("half", await server.ReadAsync(4));
        if (reset)
            server.Reset();
        else
            server.Dispose();

        var answer = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        await client.SendAsync("rest");
        Assert.Equal($"traffic-guardian: upstream protocol: {rig.Origin.Name} closed the connection without an answer\n", await client.ReadToEndAsync());
        var told = await rig.Observer.NextAsync();
        await told.Closed;
        Assert.Equal(("halfrest", MessageEnd.Complete), (told.Request.Body, told.Request.End));
        Assert.Empty(told.Response.Heads);
        Assert.Equal(1, rig.Proxy.Counters.UpstreamFailures);
    }

    [Fact]
    public async Task A_reused_upstream_that_closes_gives_no_answer_so_that_clients_try_again()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/1 HTTP/1.1\r\n\r\n");
        await server.SendAsync(Ok);
        await client.ReadAsync(Ok.Length);
        await client.SendAsync($"GET http://{rig.Origin.Name}/2 HTTP/1.1\r\n\r\n");
        await server.ReadHeadAsync();
        server.Dispose();
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_final_reply_passes_while_the_body_is_still_coming()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"POST http://{rig.Origin.Name}/ HTTP/1.1\r\nContent-Length: 8\r\n\r\nhalf");
        await server.SendAsync(Ok);
        Assert.Equal(Ok, await client.ReadAsync(Ok.Length));
        await client.SendAsync("rest");
        Assert.Equal("halfrest", await server.ReadAsync(8));

        await client.SendAsync($"GET http://{rig.Origin.Name}/next HTTP/1.1\r\n\r\n");
        Assert.StartsWith("GET /next ", await server.ReadHeadAsync(), StringComparison.Ordinal);
        await server.SendAsync(Ok);
        Assert.Equal(Ok, await client.ReadAsync(Ok.Length));
    }

    [Fact]
    public async Task An_upstream_that_only_stopped_sending_still_gets_the_whole_body()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"POST http://{rig.Origin.Name}/ HTTP/1.1\r\nContent-Length: 8\r\n\r\nhalf");
        await server.SendAsync(Ok);
        server.FinishSending();
        Assert.Equal(Ok, await client.ReadToEndAsync());
        await client.SendAsync("rest");
        Assert.Equal("halfrest", await server.ReadAsync(8));
    }

    [Fact]
    public async Task Stopping_closes_idle_connections_and_lets_an_exchange_finish()
    {
        await using var rig = new Rig();
        var (idle, idleServer, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await idleServer.SendAsync(Ok);
        await idle.ReadAsync(Ok.Length);
        var (busy, busyServer, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");

        var stopping = rig.Proxy.StopAsync(Peer.Patience);
        Assert.Equal("", await idle.ReadToEndAsync());
        Assert.False(stopping.IsCompleted);
        await busyServer.SendAsync(Ok);
        Assert.Equal(Ok, await busy.ReadToEndAsync());
        await stopping.WaitAsync(Peer.Patience);
    }

    [Fact]
    public async Task Stopping_cuts_what_does_not_finish_in_time()
    {
        await using var rig = new Rig();
        var (client, server, _) = await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n");
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\nendless");
        await client.ReadThroughAsync("endless");
        await rig.Proxy.StopAsync(TimeSpan.Zero).WaitAsync(Peer.Patience);
        await client.ReadToResetAsync();
        await server.ReadToResetAsync();
        Assert.Equal(MessageEnd.Aborted, (await rig.Observer.NextAsync()).Response.End);
    }

    [Theory]
    [InlineData("GET http://slow.invalid/ HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT slow.invalid:443 HTTP/1.1\r\n\r\n")]
    public async Task Stopping_does_not_wait_for_what_is_still_being_dialled(string request)
    {
        var dialling = new TaskCompletionSource();
        await using var rig = new Rig(o => o with
        {
            ConnectTimeout = TimeSpan.FromSeconds(40),
            Resolve = async (_, cancel) =>
            {
                dialling.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
                return [];
            },
        });
        using var client = await rig.ConnectAsync();
        await client.SendAsync(request);
        await dialling.Task.WaitAsync(Peer.Patience);
        await rig.Proxy.StopAsync(TimeSpan.Zero).WaitAsync(Peer.Patience);
        await client.ReadToResetAsync();
        Assert.Equal(0, rig.Proxy.Counters.UpstreamFailures);
    }

    [Fact]
    public async Task A_client_that_is_not_allowed_is_closed_at_once_and_counted()
    {
        await using var rig = new Rig(o => o with { ClientAllowed = a => !a.Equals(IPAddress.Loopback) });
        using var client = await rig.ConnectAsync();
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(1, rig.Proxy.Counters.RefusedClients);
    }
}
