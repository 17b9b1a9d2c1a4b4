using System.Globalization;
using System.Text.Json.Serialization;
using TrafficGuardian.Detection;
using TrafficGuardian.Proxy;

namespace TrafficGuardian.Monitor.Control;

/// <summary>One of <c>bypassed_hosts</c> of the status.</summary>
public sealed record BypassedHostStatus
{
    /// <summary>The client's address.</summary>
    [JsonPropertyName("client")]
    public required string Client { get; init; }

    /// <summary><c>host:port</c>, redacted as in a finding.</summary>
    [JsonPropertyName("dest")]
    public required string Dest { get; init; }

    /// <summary>UTC, to the second, <c>Z</c>.</summary>
    [JsonPropertyName("until")]
    public required string Until { get; init; }

    internal static BypassedHostStatus Of(BypassedHost host, Detector detector) => new()
    {
        Client = host.Client.ToString(),
        Dest = detector.SafeDestination(host.Destination),
        Until = host.Until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    };
}
