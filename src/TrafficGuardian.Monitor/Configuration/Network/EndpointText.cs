using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>Addresses as people write them, strictly: no short forms, no octal, no zone.</summary>
internal static class EndpointText
{
    /// <summary>Reads <c>127.0.0.1:18870</c>, <c>[::1]:18870</c> or <c>localhost:18870</c>; null where it is none.</summary>
    public static IPEndPoint? Endpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || Port(text[(colon + 1)..]) is not { } port)
        {
            return null;
        }

        var host = text[..colon];
        var address = host == "localhost" ? IPAddress.Loopback
            : host.StartsWith('[') && host.EndsWith(']') ? Address(host[1..^1]) is { AddressFamily: AddressFamily.InterNetworkV6 } v6 ? v6 : null
            : Address(host) is { AddressFamily: AddressFamily.InterNetwork } v4 ? v4 : null;
        return address is null ? null : new IPEndPoint(address, port);
    }

    /// <summary>Reads an address; null where it is none in its usual form.</summary>
    public static IPAddress? Address(string text) =>
        !text.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? text.Contains(':', StringComparison.Ordinal) : address.ToString() == text)
            ? address : null;

    /// <summary>Reads an address or a CIDR range; null where it is none, or has bits set behind its length.</summary>
    public static IPNetwork? Network(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Address(slash < 0 ? text : text[..slash]) is not { } address)
        {
            return null;
        }

        var longest = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        return slash < 0 ? new IPNetwork(address, longest)
            : Port(text[(slash + 1)..]) is { } length && length <= longest && IPNetwork.TryParse(text, out var network) && network.BaseAddress.Equals(address) ? network
            : null;
    }

    /// <summary>Reads a port, 0 to 65535, digits only.</summary>
    public static int? Port(string text) =>
        text.Length is > 0 and <= 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port : null;

    /// <summary>An address in the form in which it is compared: an IPv4 one that is wrapped in IPv6 is unwrapped.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
