namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>What <c>stop</c> came upon.</summary>
public enum StopOutcome
{
    /// <summary>Nothing ran.</summary>
    NothingRan,

    /// <summary>A monitor ran and has ended.</summary>
    Stopped,

    /// <summary>State of a monitor that was gone lay there, and was removed.</summary>
    Cleaned,
}
