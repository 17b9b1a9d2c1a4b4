using System.Text.Json.Serialization;
using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Control;

/// <summary><c>inspection</c> of the status; see <see cref="InspectionCounters"/>.</summary>
public sealed record InspectionStatus
{
    [JsonPropertyName("bytes")]
    public long Bytes { get; init; }

    [JsonPropertyName("pending")]
    public long Pending { get; init; }

    [JsonPropertyName("truncated_bodies")]
    public long TruncatedBodies { get; init; }

    [JsonPropertyName("not_inspected")]
    public NotInspectedStatus NotInspected { get; init; } = new();

    internal static InspectionStatus Of(InspectionCounters counters) => new()
    {
        Bytes = counters.Bytes,
        Pending = counters.Pending,
        TruncatedBodies = counters.TruncatedBodies,
        NotInspected = NotInspectedStatus.Of(counters),
    };
}
