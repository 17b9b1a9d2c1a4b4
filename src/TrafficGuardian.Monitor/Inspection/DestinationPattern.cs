namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// A host pattern with an optional port: <c>api.example.com</c>, <c>*.example.com</c> (any name below, not the name itself),
/// <c>*</c>, <c>10.0.0.1:8080</c>, <c>[::1]:443</c>.
/// </summary>
internal sealed class DestinationPattern
{
    private readonly string _host;
    private readonly string? _port;

    public DestinationPattern(string pattern) => (_host, _port) = Split(pattern);

    /// <param name="destination">As findings name it: <c>host:port</c>, IPv6 hosts in brackets.</param>
    public bool Matches(string destination)
    {
        var (host, port) = Split(destination);
        return (_port is null || _port == port) && MatchesHost(host);
    }

    private bool MatchesHost(string host)
    {
        if (_host.StartsWith("*.", StringComparison.Ordinal))
        {
            return host.Length >= _host.Length && host.EndsWith(_host[1..], StringComparison.OrdinalIgnoreCase);
        }

        return _host == "*" || string.Equals(_host, host, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Takes the port off, and brackets, and the dot that ends a fully qualified name.</summary>
    private static (string Host, string? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        var isBareIpv6 = colon > 0 && text.IndexOf(':') != colon && !text.StartsWith('[');
        var hasPort = colon > text.LastIndexOf(']') && !isBareIpv6;
        var host = hasPort ? text[..colon] : text;
        return (host.Trim('[', ']').TrimEnd('.'), hasPort ? text[(colon + 1)..] : null);
    }
}
