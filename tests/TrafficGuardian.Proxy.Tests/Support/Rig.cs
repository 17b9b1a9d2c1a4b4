using System.Net;
using Microsoft.Extensions.Logging.Abstractions;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>A proxy with a recording observer and one scripted origin.</summary>
internal sealed class Rig : IAsyncDisposable
{
    public Rig(Func<ProxyOptions, ProxyOptions>? with = null)
    {
        var options = new ProxyOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        Proxy = new ProxyServer(with is null ? options : with(options), Observer, NullLogger.Instance);
        Proxy.Start();
    }

    public RecordingObserver Observer { get; } = new();

    public ScriptedServer Origin { get; } = new();

    public ProxyServer Proxy { get; }

    public Task<Peer> ConnectAsync() => Peer.ConnectAsync(Proxy.Endpoint);

    /// <summary>A client inside a tunnel to the origin, and the origin's end of it.</summary>
    public async Task<(Peer Client, Peer Server)> OpenTunnelAsync()
    {
        var client = await ConnectAsync();
        await client.SendAsync($"CONNECT {Origin.Name} HTTP/1.1\r\nHost: {Origin.Name}\r\n\r\n");
        var server = await Origin.AcceptAsync();
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", await client.ReadHeadAsync());
        return (client, server);
    }

    /// <summary>A client that has sent <paramref name="request"/> and an origin that has read its head.</summary>
    public async Task<(Peer Client, Peer Server, string Head)> RequestAsync(string request)
    {
        var client = await ConnectAsync();
        await client.SendAsync(request);
        var server = await Origin.AcceptAsync();
        return (client, server, await server.ReadHeadAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        Origin.Dispose();
        Assert.Equal(0, Proxy.Counters.Active);
        Assert.All(Observer.Exchanges, e =>
        {
            Assert.True(e.IsClosed, $"never closed: {e.Request.Head}");
            Assert.Equal(0, e.Request.Mistakes + e.Response.Mistakes);
        });
        Assert.All(Observer.WebSockets, w =>
        {
            Assert.True(w.IsClosed, "a WebSocket connection was never closed");
            Assert.Equal(0, w.Mistakes);
        });
    }
}
