namespace TrafficGuardian.Proxy.Observation;

/// <summary>What two ends agreed on for <c>permessage-deflate</c> (RFC 7692 section 7).</summary>
/// <param name="RequestTakeover">The agent's messages share one compression window.</param>
/// <param name="ResponseTakeover">The remote peer's messages share one compression window.</param>
public sealed record WebSocketDeflate(bool RequestTakeover, bool ResponseTakeover);
