using System.Net;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>
/// Where may be listened: loopback always; another address where the operator says twice that he means it, by allowing it and by
/// naming for whom.
/// </summary>
public static class ListenRule
{
    /// <summary>Whether it is every address of the machine, those that face other networks included.</summary>
    public static bool IsEveryAddress(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <returns>The key that stands against it, the cause and the remedy; null where the address may be listened on.</returns>
    public static (string Key, string Message, string Remedy)? Fault(IPAddress address, MonitorConfig config)
    {
        if (IPAddress.IsLoopback(EndpointText.Plain(address)))
        {
            return null;
        }

        if (!config.AllowRemote)
        {
            return ("listen", "is not a loopback address",
                "listen on 127.0.0.1, or set both allow_remote to true and allowed_clients to those who may use it");
        }

        if (config.AllowedClients.Count == 0)
        {
            return ("allowed_clients", "is empty, although listen is not a loopback address",
                "name the addresses or ranges that may use the monitor");
        }

        return null;
    }
}
