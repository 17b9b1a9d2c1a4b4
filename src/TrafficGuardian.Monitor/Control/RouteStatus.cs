using System.Text.Json.Serialization;
using TrafficGuardian.Proxy;

namespace TrafficGuardian.Monitor.Control;

/// <summary>One of <c>routes</c> of the status.</summary>
public sealed record RouteStatus
{
    /// <summary>The address really bound.</summary>
    [JsonPropertyName("listen")]
    public required string Listen { get; init; }

    [JsonPropertyName("target")]
    public required string Target { get; init; }

    internal static RouteStatus Of(ProxyRoute route) => new() { Listen = route.Listen.ToString(), Target = route.Target.AbsoluteUri };
}
