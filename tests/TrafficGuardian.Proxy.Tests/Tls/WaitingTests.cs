using System.Net;
using System.Net.Sockets;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Waiting for a connection without taking anything from it, which is how it is seen who speaks first.</summary>
public sealed class WaitingTests
{
    [Fact]
    public async Task What_was_received_before_is_no_reason_to_stop_waiting()
    {
        var (link, peer) = await ConnectAsync();
        var (other, otherPeer) = await ConnectAsync();
        using (link)
        using (peer)
        using (other)
        using (otherPeer)
        {
            for (var round = 0; round < 1000; round++)
            {
                using var stop = new CancellationTokenSource();
                var first = link.WaitAsync(default);
                await peer.SendAsync("x");
                await first;
                await peer.SendAsync("x");
                while (link.Unread.Length < 2)
                    await link.ReceiveAsync();
                link.Consume(2);
                var waiting = link.WaitAsync(stop.Token);

                // Whatever the framework still learns of the first byte it has learned before the second one arrives.
                var receiving = other.ReceiveAsync();
                await otherPeer.SendAsync("y");
                Assert.Equal(1, await receiving);
                other.Consume(1);
                await stop.CancelAsync();
                Assert.False(await waiting);
            }
        }
    }

    [Fact]
    public async Task A_reset_is_a_cut_for_whoever_receives_after_waiting()
    {
        var (link, peer) = await ConnectAsync(out var socket);
        using (link)
        {
            peer.Reset();
            Assert.True(socket().Poll(Peer.Patience, SelectMode.SelectRead));
            Assert.True(await link.WaitAsync(default));
            Assert.Equal(Link.Cut, await link.ReceiveAsync());
            Assert.Equal(Link.Cut, await link.ReceiveIntoAsync(new byte[1]));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_and_the_end_are_waited_for_and_left_where_they_are(bool bytes)
    {
        var (link, peer) = await ConnectAsync();
        using (link)
        using (peer)
        {
            var waiting = link.WaitAsync(default);
            if (bytes)
                await peer.SendAsync("x");
            else
                peer.FinishSending();
            Assert.True(await waiting.WaitAsync(Peer.Patience));
            Assert.Equal(bytes ? 1 : 0, await link.ReceiveAsync());
        }
    }

    private static Task<(SocketLink Link, Peer Peer)> ConnectAsync() => ConnectAsync(out _);

    private static Task<(SocketLink Link, Peer Peer)> ConnectAsync(out Func<Socket> socket)
    {
        Socket? made = null;
        socket = () => made!;
        return ConnectAsync(one => made = one);
    }

    private static async Task<(SocketLink Link, Peer Peer)> ConnectAsync(Action<Socket> note)
    {
        using var server = new ScriptedServer();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        note(socket);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        return (new SocketLink(socket, largestPart: 1), await server.AcceptAsync());
    }
}
