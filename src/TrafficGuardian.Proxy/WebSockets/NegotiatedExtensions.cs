using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.WebSockets;

/// <summary>What two ends agreed on beyond RFC 6455, as the server's reply says (section 9.1).</summary>
/// <param name="Deflate">How messages may be compressed; null where they may not.</param>
/// <param name="Unknown">There is an extension that is not known here: reserved bits and opcodes may mean anything.</param>
internal readonly record struct NegotiatedExtensions(WebSocketDeflate? Deflate, bool Unknown);
