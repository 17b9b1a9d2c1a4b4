using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Services;

/// <summary>
/// The listening sockets that a service manager has handed over: each is found by its name, else by its address; what nobody asks
/// for is told, since clients would wait at it in vain.
/// </summary>
public sealed class HandedSockets : IDisposable
{
    private readonly List<HandedSocket> _left;

    public HandedSockets(IEnumerable<HandedSocket> sockets) => _left = [.. sockets];

    /// <summary>The sockets that were not taken.</summary>
    public IReadOnlyList<HandedSocket> Left => _left;

    /// <summary>Those that systemd or launchd has handed to this process.</summary>
    /// <param name="environment">This process's environment.</param>
    /// <param name="routePorts">The ports of the routes, for launchd, which is asked by name.</param>
    /// <exception cref="ServiceException">What was handed over is no listening TCP socket.</exception>
    public static HandedSockets OfThisProcess(IReadOnlyDictionary<string, string> environment, IEnumerable<int> routePorts) => new(
        OperatingSystem.IsMacOS()
            ? LaunchdSockets.Take([HandedSocket.ProxyName, .. routePorts.Select(HandedSocket.RouteName)])
            : SystemdSockets.Take(environment));

    /// <summary>The socket for the proxy: by its name, its address, or because it is the only one.</summary>
    public Socket? TakeProxy(IPEndPoint configured) =>
        Take(HandedSocket.ProxyName, configured)
        ?? (_left is [var only] && !only.Name.StartsWith("route-", StringComparison.Ordinal) ? Take(only) : null);

    /// <summary>The socket for a route: by its name or its address.</summary>
    public Socket? TakeRoute(IPEndPoint configured) => Take(HandedSocket.RouteName(configured.Port), configured);

    /// <summary>Closes what was not taken.</summary>
    public void Dispose()
    {
        _left.ForEach(static handed => handed.Socket.Dispose());
        _left.Clear();
    }

    private Socket? Take(string name, IPEndPoint configured) =>
        (_left.Find(handed => handed.Name == name) ?? _left.Find(handed => handed.Endpoint.Equals(configured))) is { } found ? Take(found) : null;

    private Socket Take(HandedSocket handed)
    {
        _left.Remove(handed);
        return handed.Socket;
    }
}
