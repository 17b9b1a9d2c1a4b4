namespace TrafficGuardian.Proxy.Observation;

/// <summary>What a finding names as its protocol.</summary>
public enum WireProtocol
{
    Http,
    Https,
    WebSocket,
    WebSocketSecure,

    /// <summary>A CONNECT tunnel whose content is not read.</summary>
    Tunnel,
}
