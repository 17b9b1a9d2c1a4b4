using System.Net;
using System.Net.NetworkInformation;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>Recognises the monitor's own listening address, however it is spelled.</summary>
internal sealed class SelfTarget
{
    /// <summary>Where the monitor listens; set once it is bound.</summary>
    public IPEndPoint? Listening { get; set; }

    public bool Is(IPAddress address, int port)
    {
        if (Listening is not { } own || own.Port != port)
            return false;

        // Connecting to the unspecified address reaches this machine's loopback.
        if (IsUnspecified(address))
            return IsUnspecified(own.Address) || IPAddress.IsLoopback(own.Address);
        return IsUnspecified(own.Address)
            ? IPAddress.IsLoopback(address) || IsOfThisMachine(address)
            : own.Address.Equals(address);
    }

    private static bool IsUnspecified(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsOfThisMachine(IPAddress address)
    {
        foreach (var card in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (var own in card.GetIPProperties().UnicastAddresses)
            {
                if (own.Address.Equals(address))
                    return true;
            }
        }

        return false;
    }
}
