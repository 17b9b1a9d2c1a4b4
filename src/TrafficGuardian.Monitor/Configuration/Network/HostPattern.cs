using System.Net;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>
/// A host pattern: <c>api.example.com</c> is that host alone, <c>*.example.com</c> every host below it, <c>*</c> all;
/// an address or CIDR range is meant as such; <c>:port</c> narrows it.
/// </summary>
internal sealed record HostPattern
{
    private const int LongestHost = 253;
    private readonly string _host;
    private readonly bool _below;
    private readonly IPNetwork? _network;
    private readonly int? _port;

    private HostPattern(string host, bool below, IPNetwork? network, int? port) =>
        (_host, _below, _network, _port) = (host, below, network, port);

    /// <summary>Reads a pattern; null where it is none.</summary>
    public static HostPattern? Parse(string text)
    {
        var (host, port) = SplitPort(text);
        if (EndpointText.Network(host.Trim('[', ']')) is { } network)
        {
            return new HostPattern("", below: false, network, port);
        }

        var name = host == "*" ? "" : host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return host == "*" || IsHostName(name)
            ? new HostPattern(name.ToLowerInvariant(), host.StartsWith('*'), network: null, port)
            : null;
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

        return _host.Length == 0
            || (_below ? name.Length > _host.Length + 1 && name[^(_host.Length + 1)] == '.' && name.EndsWith(_host, StringComparison.OrdinalIgnoreCase)
                : name.Equals(_host, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether an address is in the range that is meant; a pattern of names means none.</summary>
    public bool Contains(IPAddress address) => _network is { } network && network.Contains(EndpointText.Plain(address));

    private static (string Host, int? Port) SplitPort(string text)
    {
        var colon = text.LastIndexOf(':');
        var isPort = colon > 0 && (text.IndexOf(':', StringComparison.Ordinal) == colon || text[colon - 1] == ']');
        return isPort && EndpointText.Port(text[(colon + 1)..]) is { } port ? (text[..colon], port) : (text, null);
    }

    private static bool IsHostName(string name) =>
        name.Length is > 0 and <= LongestHost
        && name.Split('.').All(label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && label[0] != '-');
}
