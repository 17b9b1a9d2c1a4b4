using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>Tells addresses of the public internet from all others (IANA special-purpose registries, RFC 6890).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            // Azure's host agent, which hands out what a metadata address does, lies in a public range.
            "168.63.129.16/32",
            // Protocol assignments (Teredo among them), documentation, 6to4 is judged by what it wraps.
            "2001::/23", "2001:db8::/32", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsPublic(IPAddress address)
    {
        var plain = EndpointText.Plain(address);
        if (plain.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = plain.GetAddressBytes();
            if (Nat64.Contains(plain))
            {
                return IsPublic(new IPAddress(bytes.AsSpan(12, 4)));
            }

            if (SixToFour.Contains(plain))
            {
                return IsPublic(new IPAddress(bytes.AsSpan(2, 4)));
            }

            if (!GlobalV6.Contains(plain))
            {
                return false;
            }
        }

        return !NotPublic.Any(network => network.Contains(plain));
    }
}
