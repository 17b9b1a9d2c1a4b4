using System.Net;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>
/// <c>NO_PROXY</c> as Go reads it, the strictest of its readers: a name means itself and all below it, <c>.name</c> and
/// <c>*.name</c> only what is below, <c>*</c> everything; addresses, CIDR ranges and ports are known. Loopback is never proxied.
/// </summary>
internal sealed class NoProxyRules
{
    private readonly HostPattern[] _patterns;

    private NoProxyRules(HostPattern[] patterns) => _patterns = patterns;

    /// <summary>Reads the variable's text; what is no pattern is passed over, as its other readers do.</summary>
    public static NoProxyRules Parse(string text) => new(
    [
        .. text.Split([',', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Take(1000)
            .SelectMany(entry => entry.StartsWith('.') ? ["*" + entry] : entry.StartsWith('*') ? [entry] : new[] { entry, "*." + entry })
            .Select(HostPattern.Parse)
            .OfType<HostPattern>(),
    ]);

    /// <summary>Host patterns of <c>upstream.no_proxy</c>, which say exactly what they mean.</summary>
    public static NoProxyRules Of(IEnumerable<string> patterns) => new([.. patterns.Select(HostPattern.Parse).OfType<HostPattern>()]);

    /// <summary>Whether the host is reached without a proxy.</summary>
    public bool IsDirect(string host, int port) => IsLoopback(host) || _patterns.Any(pattern => pattern.Matches(host, port));

    private static bool IsLoopback(string host)
    {
        var name = host.Trim('[', ']').TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(EndpointText.Plain(address)));
    }
}
