using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>A client that pipelines without end, and an upstream that does not answer.</summary>
public sealed class PipeliningFloodTests
{
    private const int Requests = Conversation.MostDue + 76;
    private const string Ok = "HTTP/1.1 204 No Content\r\n\r\n";

    [Fact]
    public async Task No_more_requests_go_on_than_replies_may_be_due_and_none_is_lost()
    {
        await using var rig = new Rig();
        using var client = await rig.ConnectAsync();
        var request = $"GET http://{rig.Origin.Name}/ HTTP/1.1\r\nHost: x\r\n\r\n";
        var sending = client.SendAsync(string.Concat(Enumerable.Repeat(request, Requests)));
        using var server = await rig.Origin.AcceptAsync();
        await ReadHeadsAsync(server, Conversation.MostDue);
        await sending;
        Assert.Equal(Conversation.MostDue, rig.Proxy.Counters.Exchanges);

        await server.SendAsync(string.Concat(Enumerable.Repeat(Ok, Conversation.MostDue)));
        await ReadHeadsAsync(server, Requests - Conversation.MostDue);
        await server.SendAsync(string.Concat(Enumerable.Repeat(Ok, Requests - Conversation.MostDue)));
        Assert.Equal(string.Concat(Enumerable.Repeat(Ok, Requests)), await client.ReadAsync(Ok.Length * Requests));
    }

    [Fact]
    public async Task Inside_a_tunnel_all_pass_and_what_is_not_followed_is_counted()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.OpenTunnelAsync();
        using (client)
        using (server)
        {
            var sending = client.SendAsync(string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: x\r\n\r\n", Requests)));
            await ReadHeadsAsync(server, Requests);
            await sending;
            Assert.Equal(NotInspectedReason.Protocol, (await rig.Observer.NextMissedAsync()).Reason);
            Assert.Equal(Conversation.MostDue, rig.Proxy.Counters.Exchanges);
        }
    }

    private static async Task ReadHeadsAsync(Peer peer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await peer.ReadHeadAsync();
        }
    }
}
