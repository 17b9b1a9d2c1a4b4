namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What an adapter looks at; read by somebody else.</summary>
/// <param name="Context">Platform, folders and environment.</param>
/// <param name="ProxyUrl">The monitor's address as clients write it, such as <c>http://127.0.0.1:18870</c>.</param>
public sealed record PlatformFacts(PlatformContext Context, string ProxyUrl)
{
    /// <summary>The files by which the one process trusts the CA; null where HTTPS is not opened.</summary>
    public TrustFiles? Trust { get; init; }

    /// <summary>This machine's network interfaces, where the platform has containers.</summary>
    public IReadOnlyList<NetworkCard> Cards { get; init; } = [];

    /// <summary>The platform's own configuration file, or null where the platform has none that is read.</summary>
    public string? PlatformConfigPath { get; init; }

    /// <summary>Its content; null where it is missing, too long or unreadable.</summary>
    public ReadOnlyMemory<byte>? PlatformConfig { get; init; }

    /// <summary>The platform's own file of environment variables; null where it is missing, too long or unreadable.</summary>
    public ReadOnlyMemory<byte>? PlatformDotenv { get; init; }

    /// <summary>Why the content is missing although the file is there, or null.</summary>
    public string? PlatformConfigFault { get; init; }
}
