using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Reviewing;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What a platform needs to be monitored: data only, applied, printed or exported by others.</summary>
public sealed record PlatformPlan
{
    public required PlatformKind Platform { get; init; }

    /// <summary>The platform's own home folder, absolute.</summary>
    public required string PlatformHome { get; init; }

    /// <summary>The state home, absolute.</summary>
    public required string StateHome { get; init; }

    /// <summary>What to set in the environment of the one process, in the order in which it is shown.</summary>
    public required IReadOnlyList<EnvironmentVariable> Variables { get; init; }

    /// <summary>Where this installation's credentials are expected, beyond the built-in table of providers.</summary>
    public IReadOnlyList<ExpectedCredential> Credentials { get; init; } = [];

    /// <summary>Paths and names whose mention in outbound traffic is a finding, as the rules know them. For documentation; the rules of all platforms fire everywhere.</summary>
    public IReadOnlyList<string> PathMarkers { get; init; } = [];

    /// <summary>Host patterns that are never intercepted, where the configuration does not say.</summary>
    public IReadOnlyList<string> BypassHosts { get; init; } = [];

    /// <summary>The channels on which the agent speaks with its people; what its bots post there is not put down for review.</summary>
    public IReadOnlyList<OwnChannel> OwnChannels { get; init; } = [];

    /// <summary>What an operator of this platform does besides setting the variables, or leaves alone.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>What will go round the monitor, or will not work, and what to do about it. Names only, never values.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
