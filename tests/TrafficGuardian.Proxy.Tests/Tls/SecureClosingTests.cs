using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>How intercepted connections end: each end meets what the other one did.</summary>
public sealed class SecureClosingTests
{
    private const string Request = "GET / HTTP/1.1\r\n\r\n";
    private const string UntilClose = "HTTP/1.1 200 OK\r\n\r\nall of this";

    [Fact]
    public async Task A_closing_alert_of_the_upstream_is_passed_on_and_ends_a_body()
    {
        await using var rig = new TlsRig();
        var (client, server) = await AskAsync(rig, UntilClose);
        await server.FinishSendingAsync();
        Assert.Equal(UntilClose, await client.ReadToEndAsync());
        Assert.False(client.Wire.Ended);
        Assert.Equal(MessageEnd.Complete, (await EndAsync(rig, client, server)).Response.End);
    }

    [Fact]
    public async Task A_close_without_the_alert_is_passed_on_as_such_and_ends_no_body()
    {
        await using var rig = new TlsRig();
        var (client, server) = await AskAsync(rig, UntilClose);
        server.Truncate();
        Assert.Equal(UntilClose, await client.ReadToEndAsync());
        Assert.True(client.Wire.Ended);
        Assert.Equal(MessageEnd.Aborted, (await EndAsync(rig, client, server)).Response.End);
    }

    [Fact]
    public async Task A_close_inside_a_record_loses_nothing_of_what_came_before()
    {
        await using var rig = new TlsRig();
        var (client, server) = await AskAsync(rig, UntilClose);
        await server.SendRawAsync([0x17, 3, 3, 0, 100, 1, 2, 3]);
        server.Truncate();
        Assert.Equal(UntilClose, await client.ReadToEndAsync());
        Assert.True(client.Wire.Ended);
        Assert.Equal(MessageEnd.Aborted, (await EndAsync(rig, client, server)).Response.End);
    }

    [Fact]
    public async Task A_client_that_closes_with_the_alert_still_gets_its_answer()
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        await client.SendAsync(Request);
        await client.FinishSendingAsync();
        Assert.Equal(Request, await server.ReadToEndAsync());
        Assert.False(server.Wire.Ended);
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.EndsWith("ok", await client.ReadAsync(40), StringComparison.Ordinal);
        Assert.Equal(MessageEnd.Complete, (await EndAsync(rig, client, server)).Response.End);
    }

    [Fact]
    public async Task A_client_that_closes_without_the_alert_is_met_as_such()
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
        client.Truncate();
        Assert.EndsWith("ab", await server.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.True(server.Wire.Ended);
        Assert.Equal(MessageEnd.Aborted, (await EndAsync(rig, client, server)).Request.End);
    }

    [Fact]
    public async Task An_upstream_that_has_closed_still_gets_what_the_client_sends()
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        await client.SendAsync("\0first");
        Assert.Equal("\0first", await server.ReadAsync(6));
        await server.FinishSendingAsync();
        Assert.Equal("", await client.ReadToEndAsync());
        await client.SendAsync("more");
        Assert.Equal("more", await server.ReadAsync(4));
        await client.FinishSendingAsync();
        Assert.Equal("", await server.ReadToEndAsync());
    }

    [Fact]
    public async Task Each_end_may_finish_while_much_flows_the_other_way()
    {
        await using var rig = new TlsRig();
        var much = new string('m', 3_000_000);
        for (var round = 0; round < 2; round++)
        {
            var (client, server) = await rig.OpenAsync();
            var (one, other) = round == 0 ? (client, server) : (server, client);
            await client.SendAsync("\0");
            await server.ReadAsync(1);
            var sending = other.SendAsync(much);
            await one.FinishSendingAsync();
            Assert.Equal("", await other.ReadToEndAsync());
            Assert.Equal(much, await one.ReadAsync(much.Length));
            await sending;
            await other.FinishSendingAsync();
            Assert.Equal("", await one.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task A_reset_by_the_upstream_reaches_the_client()
    {
        await using var rig = new TlsRig();
        var (client, server) = await AskAsync(rig, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
        await client.ReadHeadAsync();
        await client.ReadAsync(4);
        server.Reset();
        await client.ReadToResetAsync();
        var told = await EndAsync(rig, client, server);
        Assert.Equal(("part", MessageEnd.Aborted), (told.Response.Body, told.Response.End));
    }

    [Fact]
    public async Task A_reset_by_the_client_reaches_the_upstream()
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\npart");
        await server.ReadHeadAsync();
        await server.ReadAsync(4);
        client.Reset();
        await server.ReadToResetAsync();
        Assert.Equal(MessageEnd.Aborted, (await EndAsync(rig, client, server)).Request.End);
    }

    [Fact]
    public async Task Broken_records_end_both_connections()
    {
        await using var rig = new TlsRig();
        var (client, server) = await AskAsync(rig, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
        await client.ReadHeadAsync();
        await server.SendRawAsync([0x17, 3, 3, 0, 32, .. new byte[32]]);
        await Assert.ThrowsAnyAsync<IOException>(client.ReadToEndAsync);
        Assert.Equal(MessageEnd.Aborted, (await EndAsync(rig, client, server)).Response.End);
    }

    private static async Task<(TlsPeer Client, TlsPeer Server)> AskAsync(TlsRig rig, string reply)
    {
        var (client, server) = await rig.OpenAsync();
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        await server.SendAsync(reply);
        return (client, server);
    }

    private static async Task<RecordedExchange> EndAsync(TlsRig rig, TlsPeer client, TlsPeer server)
    {
        client.Dispose();
        server.Dispose();
        var told = await rig.Observer.NextAsync();
        await told.Closed;
        return told;
    }
}
