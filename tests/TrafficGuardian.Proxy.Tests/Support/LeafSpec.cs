using System.Security.Cryptography;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>What a test's server certificate is to be like. By default a good one.</summary>
internal sealed record LeafSpec
{
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public string Host { get; init; } = "api.example";

    public int FromDays { get; init; } = -1;

    public int UntilDays { get; init; } = 30;

    public bool SelfSigned { get; init; }

    /// <summary>0 for an elliptic key.</summary>
    public int RsaBits { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>What it may be used for.</summary>
    public string Usage { get; init; } = ServerAuthentication;

    /// <summary>The alternative names as they are, or null for the host.</summary>
    public byte[]? RawNames { get; init; }
}
