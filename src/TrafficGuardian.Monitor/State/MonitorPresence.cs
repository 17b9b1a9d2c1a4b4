namespace TrafficGuardian.Monitor.State;

/// <summary>Whether a monitor is there.</summary>
public enum MonitorPresence
{
    /// <summary>No state lies there.</summary>
    Stopped,

    /// <summary>The process that wrote the state runs.</summary>
    Running,

    /// <summary>State lies there, and its process is gone.</summary>
    Stale,
}
