using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Tests.Reach;

/// <summary>
/// A network namespace with addresses that are not loopback: the side of a container. Sockets that are made in it stay in it, and
/// serve this process like any other. Needs root; a test without it is skipped.
/// </summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly string _name = Namespaces.Name();
    private readonly bool _isMade;

    public NetworkNamespace()
    {
        Namespaces.Need();
        Assert.True(Namespaces.Ip("netns", "add", _name));
        _isMade = true;
        Assert.True(Namespaces.Ip("-n", _name, "link", "set", "lo", "up"));
        foreach (var address in new[] { Host, Container, Neighbour, Stranger })
        {
            Assert.True(Namespaces.Ip("-n", _name, "address", "add", $"{address}/32", "dev", "lo"));
        }
    }

    /// <summary>Where the monitor listens.</summary>
    public static IPAddress Host { get; } = IPAddress.Parse("172.31.99.1");

    /// <summary>A client that is allowed.</summary>
    public static IPAddress Container { get; } = IPAddress.Parse("172.31.99.2");

    /// <summary>Another that is allowed.</summary>
    public static IPAddress Neighbour { get; } = IPAddress.Parse("172.31.99.3");

    /// <summary>A client that is not.</summary>
    public static IPAddress Stranger { get; } = IPAddress.Parse("172.31.88.3");

    /// <summary>A listening socket in it.</summary>
    public Socket Listen() => Namespaces.Within(_name, () =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(Host, 0));
        socket.Listen(64);
        return socket;
    });

    /// <summary>A connection within it.</summary>
    public Socket Connect(IPEndPoint to, IPAddress from) => Namespaces.Within(_name, () =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        socket.Connect(to);
        return socket;
    });

    public void Dispose()
    {
        if (_isMade)
        {
            Namespaces.Ip("netns", "delete", _name);
        }
    }
}
