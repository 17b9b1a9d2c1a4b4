namespace TrafficGuardian.Monitor.Doctor;

/// <summary>What the monitor has of a traffic path, the better first.</summary>
public enum PathState
{
    /// <summary>It passes the monitor and is read.</summary>
    Seen,

    /// <summary>It passes the monitor, which sees the destination and nothing inside.</summary>
    SeenWithoutContent,

    /// <summary>It does not pass the monitor.</summary>
    GoingRound,
}
