using System.Net.Sockets;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>How many connections may be open at once, and who goes where one more is wanted.</summary>
public sealed class ManyConnectionsTests
{
    private const int Most = 4;
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task Idle_connections_make_room_for_one_more()
    {
        await using var rig = new Rig(o => o with { MaxConnections = Most });
        var idle = new List<Peer>();
        for (var count = 0; count < Most; count++)
            idle.Add(await rig.ConnectAsync());
        Assert.StartsWith("HTTP/1.1 400 ", await AskUntilAnsweredAsync(rig), StringComparison.Ordinal);
        // Which of them had to go is open; that it was closed in order is not.
        Assert.Equal("", await await Task.WhenAny(idle.Select(static peer => peer.ReadToEndAsync())));
        idle.ForEach(static peer => peer.Dispose());
    }

    [Fact]
    public async Task Where_none_is_idle_one_more_is_closed_unheard_and_the_others_go_on()
    {
        await using var rig = new Rig(o => o with { MaxConnections = Most });
        var busy = new List<(Peer Client, Peer Server, string Head)>();
        for (var count = 0; count < Most; count++)
            busy.Add(await rig.RequestAsync($"GET http://{rig.Origin.Name}/ HTTP/1.1\r\n\r\n"));
        using var more = await rig.ConnectAsync();
        Assert.Equal("", await more.ReadToEndAsync());
        Assert.Equal(1, rig.Proxy.Counters.RefusedConnections);
        foreach (var (client, server, _) in busy)
        {
            await server.SendAsync(Ok);
            Assert.Equal(Ok, await client.ReadAsync(Ok.Length));
            client.Dispose();
            server.Dispose();
        }

        Assert.StartsWith("HTTP/1.1 400 ", await AskUntilAnsweredAsync(rig), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_tunnel_is_never_idle_however_quiet_it_is()
    {
        await using var rig = new Rig(o => o with { MaxConnections = 1 });
        var (client, server) = await rig.OpenTunnelAsync();
        using var more = await rig.ConnectAsync();
        Assert.Equal("", await more.ReadToEndAsync());
        await client.SendAsync("x");
        Assert.Equal("x", await server.ReadAsync(1));
    }

    /// <summary>Whether a connection rests is known a moment after its client has seen the last of it.</summary>
    private static async Task<string> AskUntilAnsweredAsync(Rig rig)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var client = await rig.ConnectAsync();
            try
            {
                await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
                if (await client.ReadToEndAsync() is { Length: > 0 } answer)
                    return answer;
            }
            catch (SocketException)
            {
                // Closed unheard while the request was on its way.
            }

            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Peer.Patience, "nobody made room");
        }
    }
}
