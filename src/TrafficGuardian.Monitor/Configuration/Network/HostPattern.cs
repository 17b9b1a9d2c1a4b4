using System.Net;
using NamePattern = TrafficGuardian.Detection.Judging.HostPattern;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>
/// A host pattern of the configuration: names as <see cref="NamePattern"/> has them, or an address or CIDR range;
/// <c>:port</c> narrows it.
/// </summary>
internal sealed class HostPattern
{
    private readonly NamePattern? _name;
    private readonly IPNetwork? _network;
    private readonly int? _port;

    private HostPattern(NamePattern? name, IPNetwork? network, int? port) => (_name, _network, _port) = (name, network, port);

    /// <summary>Whether the pattern is narrowed to a port.</summary>
    public bool HasPort => _port is not null;

    /// <summary>Whether the pattern is a range of addresses.</summary>
    public bool IsRange => _network is { } network && network.PrefixLength < network.BaseAddress.GetAddressBytes().Length * 8;

    /// <summary>Reads a pattern; null where it is none.</summary>
    public static HostPattern? Parse(string text)
    {
        var (host, port) = SplitPort(text);
        if (EndpointText.Network(host.Trim('[', ']')) is { } network)
        {
            return new HostPattern(name: null, network, port);
        }

        return NamePattern.TryParse(host, out var name) ? new HostPattern(name, network: null, port) : null;
    }

    /// <summary>Whether a host, as named, is meant.</summary>
    public bool Matches(string host, int? port = null)
    {
        if (_port is not null && port is not null && _port != port)
        {
            return false;
        }

        return _network is { } network
            ? IPAddress.TryParse(host.Trim('[', ']').TrimEnd('.'), out var address) && network.Contains(EndpointText.Plain(address))
            : _name!.Matches(host);
    }

    /// <summary>Whether an address is in the range that is meant; a pattern of names means none.</summary>
    public bool Contains(IPAddress address) => _network is { } network && network.Contains(EndpointText.Plain(address));

    private static (string Host, int? Port) SplitPort(string text)
    {
        var colon = text.LastIndexOf(':');
        var isPort = colon > 0 && (text.IndexOf(':', StringComparison.Ordinal) == colon || text[colon - 1] == ']');
        return isPort && EndpointText.Port(text[(colon + 1)..]) is { } port ? (text[..colon], port) : (text, null);
    }
}
