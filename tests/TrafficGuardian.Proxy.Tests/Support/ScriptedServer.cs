using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>A listener whose connections a test answers by hand.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly Socket _listener;

    /// <param name="address">Where it listens; by default on IPv4's loopback address.</param>
    public ScriptedServer(IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen(16);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Name => $"127.0.0.1:{Port}";

    public Task<Peer> AcceptAsync() => AcceptForGoodAsync().WaitAsync(Peer.Patience);

    /// <summary>Waits as long as it takes.</summary>
    public async Task<Peer> AcceptForGoodAsync()
    {
        var socket = await _listener.AcceptAsync();
        socket.NoDelay = true;
        return new Peer(socket);
    }

    /// <summary>Whether nobody has connected that was not accepted.</summary>
    public bool NobodyWaits => !_listener.Poll(0, SelectMode.SelectRead);

    public void Dispose() => _listener.Dispose();
}
