namespace TrafficGuardian.Monitor.Doctor.Gathering;

/// <summary>Where this machine tells of itself; another place in tests.</summary>
/// <param name="Processes">The folder of processes; where there is none, no process of the agent is found.</param>
/// <param name="CurrentDirectory">Where the command was called.</param>
public sealed record Machine(string Processes, string CurrentDirectory)
{
    /// <summary>This one.</summary>
    public static Machine Here(string currentDirectory) => new("/proc", currentDirectory);
}
