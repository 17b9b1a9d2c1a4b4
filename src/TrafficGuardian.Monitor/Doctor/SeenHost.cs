namespace TrafficGuardian.Monitor.Doctor;

/// <summary>A host that a monitor has seen.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="WithContent">Whether something of it was read.</param>
public sealed record SeenHost(string Host, bool WithContent);
