using System.Net;
using TrafficGuardian.Monitor.Configuration.Network;

namespace TrafficGuardian.Monitor.Doctor;

/// <summary>Tells whether a proxy's URL leads to the monitor, by any name that this machine or a container has for it.</summary>
/// <param name="listens">Where monitors listen.</param>
public sealed class MonitorAddress(IReadOnlyList<IPEndPoint> listens)
{
    private static readonly string[] OwnNames = ["localhost", "host.docker.internal", "host.containers.internal"];

    /// <summary>Whether it leads there; what is no URL leads nowhere.</summary>
    public bool IsMeantBy(string url)
    {
        if (ProxyUrl.FromEnvironment(url, out _) is not { } proxy)
        {
            return false;
        }

        var address = IPAddress.TryParse(proxy.Host.Trim('[', ']'), out var parsed) ? parsed : null;
        return listens.Any(listen => listen.Port == proxy.Port
            && (address is null ? OwnNames.Contains(proxy.Host, StringComparer.OrdinalIgnoreCase)
                : address.Equals(listen.Address) || (IPAddress.IsLoopback(address) && (IPAddress.IsLoopback(listen.Address) || listen.Address.Equals(IPAddress.Any)))));
    }
}
