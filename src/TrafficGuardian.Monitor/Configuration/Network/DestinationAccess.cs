using System.Net;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>
/// What clients may reach through the listener. A client on this machine reaches what it could reach anyway; one in a
/// container or on another machine would get at this machine's own services, so it reaches public addresses only,
/// unless the configuration says otherwise.
/// </summary>
public static class DestinationAccess
{
    /// <summary>The predicate that the proxy asks: client, host as named, one address that it resolved to.</summary>
    public static Func<IPAddress, string, IPAddress, bool> For(MonitorConfig config)
    {
        if (config.RemoteMayReachPrivate)
        {
            return static (_, _, _) => true;
        }

        HostPattern[] excepted = [.. config.ReachablePrivateDestinations.Select(HostPattern.Parse).OfType<HostPattern>()];
        return (client, host, address) =>
            IPAddress.IsLoopback(EndpointText.Plain(client))
            || PublicAddress.IsPublic(address)
            || excepted.Any(pattern => pattern.Contains(address) || pattern.Matches(host));
    }
}
