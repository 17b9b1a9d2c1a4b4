using System.Security.Cryptography;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>What a test's server certificate is to be like. By default a good one.</summary>
internal sealed record LeafSpec
{
    public string Host { get; init; } = "api.example";

    public int FromDays { get; init; } = -1;

    public int UntilDays { get; init; } = 30;

    public bool SelfSigned { get; init; }

    /// <summary>0 for an elliptic key.</summary>
    public int RsaBits { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;
}
