using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Services;

/// <summary>A listening socket that somebody else has opened: a service manager, or a process that this one is put in front of.</summary>
/// <param name="Name">What it is for, as whoever opened it calls it; may be empty.</param>
/// <param name="Socket">The socket. Others hold it too.</param>
public sealed record HandedSocket(string Name, Socket Socket)
{
    /// <summary>The name of the socket for the proxy itself.</summary>
    public const string ProxyName = "proxy";

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; } = (IPEndPoint)Socket.LocalEndPoint!;

    /// <summary>The name of the socket for the route that the configuration has on this port.</summary>
    public static string RouteName(int port) => $"route-{port}";
}
