using System.Net;

namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>Where a path leads.</summary>
/// <param name="Host">A name or address, lower case, without brackets.</param>
/// <param name="Port">The port.</param>
/// <param name="IsTls">Whether TLS is spoken.</param>
/// <param name="IsNamed">Whether the configuration names it, rather than the platform by itself.</param>
public sealed record Destination(string Host, int Port, bool IsTls, bool IsNamed)
{
    private const int LongestHost = 253;

    /// <summary>The host as it may be shown: whatever looks like a secret is hidden.</summary>
    public string Shown { get; init; } = Host;

    /// <summary>Whether it is this machine, by name or address.</summary>
    public bool IsLoopback => Host is "localhost" || Host.EndsWith(".localhost", StringComparison.Ordinal)
        || (IPAddress.TryParse(Host, out var address) && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));

    /// <summary>A host that a platform speaks with by itself, over HTTPS.</summary>
    public static Destination BuiltIn(string host) => new(host, 443, IsTls: true, IsNamed: false);

    /// <summary>The destination of a base address; null where it is none. User, password, path and query are left behind.</summary>
    public static Destination? Of(string? address) =>
        address is not null && Uri.TryCreate(address, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https" or "ws" or "wss" && url.IdnHost.Length is > 0 and <= LongestHost
            ? new Destination(url.IdnHost.Trim('[', ']').ToLowerInvariant(), url.Port, url.Scheme is "https" or "wss", IsNamed: true) : null;
}
