using System.Net;
using System.Net.NetworkInformation;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>Recognises the monitor's own listening addresses, however they are spelled.</summary>
internal sealed class SelfTarget
{
    private volatile IPEndPoint[] _listening = [];

    /// <summary>Notes an address that the monitor listens on.</summary>
    public void Add(IPEndPoint listening) => _listening = [.. _listening, listening];

    public bool Is(IPAddress address, int port)
    {
        foreach (var own in _listening)
        {
            if (own.Port == port && Is(address, own))
                return true;
        }

        return false;
    }

    private static bool Is(IPAddress address, IPEndPoint own)
    {

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
