namespace TrafficGuardian.Monitor.Configuration;

/// <summary><c>upstream</c>: how the outside is reached.</summary>
public sealed record UpstreamConfig
{
    /// <summary><c>http://host:port</c>, <c>socks5://host:port</c>, <c>environment</c>, or null for a direct connection.</summary>
    public string? Proxy { get; init; }

    /// <summary>Where the proxy's credentials come from, or null.</summary>
    public ProxyCredentialsConfig? ProxyCredentials { get; init; }

    /// <summary>Host patterns that are reached directly. Default none.</summary>
    public IReadOnlyList<string> NoProxy { get; init; } = [];

    /// <summary>PEM file of CA certificates added to the system roots, or null.</summary>
    public string? CaBundle { get; init; }
}
