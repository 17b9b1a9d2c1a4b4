using System.Net;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What a service file is made from.</summary>
/// <param name="Platform">Whose traffic is watched.</param>
/// <param name="Command">The executable, absolute, and its arguments.</param>
/// <param name="Sockets">What the service manager listens on, by the names that the monitor asks for.</param>
public sealed record ServiceRequest(PlatformKind Platform, IReadOnlyList<string> Command, IReadOnlyList<(string Name, IPEndPoint Listen)> Sockets)
{
    /// <summary>The only folders that may be written.</summary>
    public required IReadOnlyList<string> Writable { get; init; }

    /// <summary>What the executable needs to run at all.</summary>
    public IReadOnlyList<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>The unit's name, and the agent's label.</summary>
    public string Name => $"traffic-guardian-{Platform.Name()}";
}
