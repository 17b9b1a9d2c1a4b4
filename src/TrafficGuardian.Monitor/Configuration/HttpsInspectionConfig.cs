using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Configuration;

/// <summary><c>https_inspection</c>.</summary>
public sealed record HttpsInspectionConfig
{
    /// <summary>Default false. True needs <see cref="TrustScope"/> and CA material.</summary>
    public bool Enabled { get; init; }

    /// <summary><c>process</c> or <c>runtime</c>, the operator's word that trust is given no further; null where not given.</summary>
    public string? TrustScope { get; init; }

    /// <summary>Path of the CA certificate, below the home where relative. Default <c>ca/ca.pem</c>.</summary>
    public string CaCertificate { get; init; } = "ca/ca.pem";

    /// <summary>Path of the CA's private key. Default <c>ca/ca.key</c>.</summary>
    public string CaPrivateKey { get; init; } = "ca/ca.key";

    /// <summary>Where the CA lies, absolute.</summary>
    public AuthorityPaths AuthorityIn(PlatformContext context) => new(context.Resolve(CaCertificate), context.Resolve(CaPrivateKey));

    /// <summary>Host patterns that are intercepted; null means all.</summary>
    public IReadOnlyList<string>? InspectHosts { get; init; }

    /// <summary>Host patterns that are left alone; null means the platform's list.</summary>
    public IReadOnlyList<string>? BypassHosts { get; init; }
}
