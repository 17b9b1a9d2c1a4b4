namespace TrafficGuardian.Monitor.Services;

/// <summary>What a service manager, or any process that starts this one, hands over and is told.</summary>
/// <param name="Sockets">Listening sockets; those that are taken become the monitor's.</param>
/// <param name="Notice">Where readiness, reloads and the end are told.</param>
public sealed record ServiceManager(HandedSockets Sockets, ServiceNotice Notice)
{
    /// <summary>Nothing is handed over, and nobody is told.</summary>
    public static ServiceManager None { get; } = new(new HandedSockets([]), ServiceNotice.None);
}
