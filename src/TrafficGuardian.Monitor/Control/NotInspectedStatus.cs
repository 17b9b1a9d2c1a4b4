using System.Text.Json.Serialization;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Control;

/// <summary>What passed without being read, by <see cref="NotInspectedReason"/>.</summary>
public sealed record NotInspectedStatus
{
    [JsonPropertyName("tunnel")]
    public long Tunnel { get; init; }

    [JsonPropertyName("memory")]
    public long Memory { get; init; }

    [JsonPropertyName("encoding")]
    public long Encoding { get; init; }

    [JsonPropertyName("protocol")]
    public long Protocol { get; init; }

    [JsonPropertyName("bypass")]
    public long Bypass { get; init; }

    [JsonPropertyName("certificate")]
    public long Certificate { get; init; }

    [JsonPropertyName("error")]
    public long Error { get; init; }

    internal static NotInspectedStatus Of(InspectionCounters counters) => new()
    {
        Tunnel = counters.NotInspected(NotInspectedReason.Tunnel) + counters.NotInspected(NotInspectedReason.Mismatch),
        Memory = counters.NotInspected(NotInspectedReason.Memory),
        Encoding = counters.NotInspected(NotInspectedReason.Encoding),
        Protocol = counters.NotInspected(NotInspectedReason.Protocol) + counters.NotInspected(NotInspectedReason.Frame),
        Bypass = counters.NotInspected(NotInspectedReason.Bypass) + counters.NotInspected(NotInspectedReason.Pinning),
        Certificate = counters.NotInspected(NotInspectedReason.Certificate),
        Error = counters.NotInspected(NotInspectedReason.Error),
    };
}
