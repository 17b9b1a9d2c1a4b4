using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Reviewing;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection;

/// <summary>What a <see cref="Detector"/> is made from.</summary>
public sealed record DetectorOptions
{
    /// <summary>Pattern names, or <c>pattern/rule</c>, that are switched off. Default: none.</summary>
    public IReadOnlyCollection<string> Disabled { get; init; } = [];

    /// <summary>The user's own rule files, in the format of the built-in ones. Default: none.</summary>
    public IReadOnlyList<RuleSource> RuleFiles { get; init; } = [];

    /// <summary>Where credentials are expected, beyond the built-in table of providers. Default: none.</summary>
    public IReadOnlyList<ExpectedCredential> Credentials { get; init; } = [];

    /// <summary>Values that must not leave, whatever their form; at least 8 bytes each. Default: none.</summary>
    public IReadOnlyList<KnownValue> KnownValues { get; init; } = [];

    /// <summary>The channels on which the agent speaks with its people, for reviews of what it writes elsewhere. Default: none.</summary>
    public IReadOnlyList<OwnChannel> OwnChannels { get; init; } = [];

    /// <summary>The key of the fingerprints: 32 random bytes that live as long as this process.</summary>
    public required ReadOnlyMemory<byte> FingerprintKey { get; init; }
}
