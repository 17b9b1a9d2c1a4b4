namespace TrafficGuardian.Proxy.Observation;

/// <summary>Which of an exchange's two messages is meant.</summary>
public enum MessageSide
{
    /// <summary>What the downstream (the agent) sends.</summary>
    Request,

    /// <summary>What the upstream (the remote peer) sends.</summary>
    Response,
}
