namespace TrafficGuardian.Proxy.Observation;

/// <summary>How a message ended.</summary>
public enum MessageEnd
{
    /// <summary>All of it passed: its framing said so, or the connection that delimits it was closed in order.</summary>
    Complete,

    /// <summary>It was cut off: a reset, a close inside its framing, or the monitor's own stop.</summary>
    Aborted,
}
