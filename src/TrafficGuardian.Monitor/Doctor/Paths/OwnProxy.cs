namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>A proxy that a configuration names for one path, and which wins over the environment.</summary>
/// <param name="Place">The key or variable that names it. Its value is kept out: it may hold a password.</param>
/// <param name="LeadsToMonitor">Whether it is the monitor.</param>
public sealed record OwnProxy(string Place, bool LeadsToMonitor);
