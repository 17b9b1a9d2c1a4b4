using System.Net;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>
/// A host pattern: <c>api.example.com</c> is that host alone, <c>*.example.com</c> or <c>.example.com</c> every host below
/// it, <c>api.*.example.com</c> has any one label in the star's place, <c>*</c> is every host; an address or CIDR range
/// is meant as such; <c>:port</c> narrows it. Case and a trailing dot are ignored.
/// </summary>
internal sealed class HostPattern
{
    private const int LongestHost = 253;
    private readonly string[] _labels;
    private readonly bool _below;
    private readonly IPNetwork? _network;
    private readonly int? _port;

    private HostPattern(string[] labels, bool below, IPNetwork? network, int? port) =>
        (_labels, _below, _network, _port) = (labels, below, network, port);

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
            return new HostPattern([], below: false, network, port);
        }

        var below = host == "*" || host.StartsWith("*.", StringComparison.Ordinal) || host.StartsWith('.');
        var name = host == "*" ? "" : host[(below ? host.IndexOf('.', StringComparison.Ordinal) + 1 : 0)..];
        string[] labels = name.Length == 0 ? [] : name.Split('.');
        return (labels.Length > 0 || host == "*") && name.Length <= LongestHost && labels.All(IsLabel)
            ? new HostPattern(labels, below, network: null, port) : null;
    }

    /// <summary>Whether a host, as named, is meant.</summary>
    public bool Matches(string host, int? port = null)
    {
        if (_port is not null && port is not null && _port != port)
        {
            return false;
        }

        var name = host.Trim('[', ']').TrimEnd('.');
        if (_network is { } network)
        {
            return IPAddress.TryParse(name, out var address) && network.Contains(EndpointText.Plain(address));
        }

        var labels = name.Split('.');
        return (_below ? labels.Length > _labels.Length : labels.Length == _labels.Length)
            && labels[^_labels.Length..].Zip(_labels).All(pair =>
                pair.Second == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether an address is in the range that is meant; a pattern of names means none.</summary>
    public bool Contains(IPAddress address) => _network is { } network && network.Contains(EndpointText.Plain(address));

    private static (string Host, int? Port) SplitPort(string text)
    {
        var colon = text.LastIndexOf(':');
        var isPort = colon > 0 && (text.IndexOf(':', StringComparison.Ordinal) == colon || text[colon - 1] == ']');
        return isPort && EndpointText.Port(text[(colon + 1)..]) is { } port ? (text[..colon], port) : (text, null);
    }

    private static bool IsLabel(string label) =>
        label == "*" || (label.Length is > 0 and <= 63 && label[0] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
}
