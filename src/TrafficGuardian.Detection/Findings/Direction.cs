namespace TrafficGuardian.Detection.Findings;

/// <summary>Which way a message goes, seen from the agent.</summary>
public enum Direction
{
    /// <summary>From the agent to a remote peer.</summary>
    Outbound,

    /// <summary>From a remote peer to the agent.</summary>
    Inbound,
}
