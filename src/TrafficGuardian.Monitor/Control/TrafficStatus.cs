using System.Text.Json.Serialization;
using TrafficGuardian.Proxy;

namespace TrafficGuardian.Monitor.Control;

/// <summary><c>traffic</c> of the status; see <see cref="ProxyCounters"/>.</summary>
public sealed record TrafficStatus
{
    [JsonPropertyName("exchanges")]
    public long Exchanges { get; init; }

    [JsonPropertyName("tunnels")]
    public long Tunnels { get; init; }

    [JsonPropertyName("websocket_messages")]
    public long WebSocketMessages { get; init; }

    [JsonPropertyName("bytes_outbound")]
    public long BytesOutbound { get; init; }

    [JsonPropertyName("bytes_inbound")]
    public long BytesInbound { get; init; }

    [JsonPropertyName("active")]
    public long Active { get; init; }

    [JsonPropertyName("upstream_failures")]
    public long UpstreamFailures { get; init; }

    [JsonPropertyName("refused_clients")]
    public long RefusedClients { get; init; }

    [JsonPropertyName("refused_connections")]
    public long RefusedConnections { get; init; }

    [JsonPropertyName("refused_destinations")]
    public long RefusedDestinations { get; init; }

    [JsonPropertyName("malformed_requests")]
    public long MalformedRequests { get; init; }

    public static TrafficStatus Of(ProxyCounters counters) => new()
    {
        Exchanges = counters.Exchanges,
        Tunnels = counters.Tunnels,
        WebSocketMessages = counters.WebSocketMessages,
        BytesOutbound = counters.BytesOutbound,
        BytesInbound = counters.BytesInbound,
        Active = counters.Active,
        UpstreamFailures = counters.UpstreamFailures,
        RefusedClients = counters.RefusedClients,
        RefusedConnections = counters.RefusedConnections,
        RefusedDestinations = counters.RefusedDestinations,
        MalformedRequests = counters.MalformedRequests,
    };
}
