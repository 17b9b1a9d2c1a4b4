using TrafficGuardian.Monitor.Doctor.Paths;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Doctor;

/// <summary>Everything that the rules look at, read once by somebody else. Nothing in it is a secret, but for values of <see cref="AgentEnvironment"/>.</summary>
/// <param name="Platform">Whose traffic it is about.</param>
/// <param name="Paths">What its configuration tells.</param>
/// <param name="Agent">The environment that the agent has, or will have.</param>
/// <param name="Monitor">The monitor: what runs, and what its configuration says.</param>
/// <param name="Trust">The CA, and what the agent trusts.</param>
public sealed record DoctorFacts(PlatformKind Platform, PathSet Paths, AgentEnvironment Agent, MonitorFacts Monitor, TrustFacts Trust)
{
    /// <summary>The platform's own configuration file; null where the platform has none that is read.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>The release of Node that the agent runs on; null where it is not known.</summary>
    public Version? Node { get; init; }

    /// <summary>Units of the user's service manager that start the agent.</summary>
    public IReadOnlyList<ServiceUnit> Units { get; init; } = [];
}
