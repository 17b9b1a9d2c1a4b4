using System.Net;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>Who may use the listener: loopback, and <c>allowed_clients</c>.</summary>
public static class ClientAccess
{
    /// <summary>The predicate that the proxy asks about each client's address.</summary>
    public static Func<IPAddress, bool> For(MonitorConfig config)
    {
        var allowed = config.AllowedClients;
        return client =>
        {
            var plain = EndpointText.Plain(client);
            return IPAddress.IsLoopback(plain) || allowed.Any(network => network.Contains(plain));
        };
    }
}
