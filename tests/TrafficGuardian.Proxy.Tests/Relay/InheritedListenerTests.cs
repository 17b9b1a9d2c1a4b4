using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>A listening socket that others hold too.</summary>
public sealed class InheritedListenerTests
{
    [Fact]
    public async Task A_stop_leaves_it_listening_and_what_connects_meanwhile_is_served_by_the_next()
    {
        using var held = Listening();
        var endpoint = (IPEndPoint)held.LocalEndPoint!;
        var first = Start(held);
        Assert.Equal(endpoint, first.Endpoint);
        using (var client = await Peer.ConnectAsync(endpoint))
        {
            await client.SendAsync("GET /x HTTP/1.1\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 400 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        }

        await first.StopAsync(Peer.Patience);
        await first.DisposeAsync();

        using var between = await Peer.ConnectAsync(endpoint);
        await between.SendAsync("GET /x HTTP/1.1\r\n\r\n");
        await using var second = Start(held);
        Assert.StartsWith("HTTP/1.1 400 ", await between.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_stop_whoever_has_just_connected_may_still_ask()
    {
        using var held = Listening();
        using var origin = new ScriptedServer();
        await using var proxy = Start(held);
        using var client = await Peer.ConnectAsync(proxy.Endpoint);
        while (proxy.Counters.Active == 0)
            await Task.Yield();
        var stopping = proxy.StopAsync(Peer.Patience);
        await client.SendAsync($"GET http://{origin.Name}/ HTTP/1.1\r\n\r\n");
        using var server = await origin.AcceptAsync();
        await server.ReadHeadAsync();
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal("HTTP/1.1 204 No Content\r\n\r\n", await client.ReadToEndAsync());
        await stopping;
    }

    [Fact]
    public async Task A_route_takes_one_too()
    {
        using var held = Listening();
        using var api = new ScriptedServer();
        await using var proxy = Start(Listening(), new ProxyRoute(new IPEndPoint(IPAddress.Loopback, 0), new Uri($"http://{api.Name}")) { Listener = Another(held) });
        Assert.Equal(held.LocalEndPoint, Assert.Single(proxy.Routes).Listen);
        using var client = await Peer.ConnectAsync((IPEndPoint)held.LocalEndPoint!);
        await client.SendAsync("GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
        using var server = await api.AcceptAsync();
        Assert.StartsWith("GET /v1 ", await server.ReadHeadAsync(), StringComparison.Ordinal);
    }

    private static ProxyServer Start(Socket held, params ProxyRoute[] routes)
    {
        var proxy = new ProxyServer(
            new ProxyOptions { Listen = new IPEndPoint(IPAddress.Loopback, 1), Listener = Another(held), Routes = routes },
            new RecordingObserver(),
            NullLogger.Instance);
        proxy.Start();
        return proxy;
    }

    private static Socket Listening()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(16);
        return socket;
    }

    /// <summary>The same socket under another descriptor, as a process inherits it.</summary>
    private static Socket Another(Socket socket) => new(new SafeSocketHandle(Descriptors.Duplicate(socket.Handle), ownsHandle: true));
}
