using System.Net.Sockets;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Services;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Gives the sockets that were handed over to the listeners they are for, under the rules that hold for <c>listen</c> too.</summary>
/// <param name="Proxy">The proxy's own; null where it binds one itself.</param>
/// <param name="Routes">One for each of the configuration's routes, in its order; null where the route binds one itself.</param>
internal sealed record HandedListeners(Socket? Proxy, IReadOnlyList<Socket?> Routes)
{
    /// <exception cref="MonitorStartException">One listens where the configuration does not allow it, or is for nothing here.</exception>
    public static HandedListeners Choose(MonitorConfig config, HandedSockets sockets)
    {
        foreach (var handed in sockets.Left)
        {
            if (ListenRule.Fault(handed.Endpoint.Address, config) is { } fault)
            {
                throw new MonitorStartException($"{handed.Endpoint}, a socket of the service manager: {fault.Key} {fault.Message}. Remedy: {fault.Remedy}.");
            }
        }

        var routes = config.Routes.Select(route => sockets.TakeRoute(route.Listen)).ToList();
        var chosen = new HandedListeners(sockets.TakeProxy(config.Listen), routes);
        return sockets.Left is [var left, ..]
            ? throw new MonitorStartException(
                $"{left.Endpoint}, a socket of the service manager: nothing here is served on it. "
                + "Name it 'proxy', or 'route-PORT' with the port of a route of the configuration, or take it out of the socket unit.")
            : chosen;
    }
}
