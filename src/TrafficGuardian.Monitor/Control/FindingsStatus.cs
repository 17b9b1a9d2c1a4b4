using System.Text.Json.Serialization;
using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Control;

/// <summary><c>findings</c> of the status; see <see cref="FindingCounts"/>.</summary>
public sealed record FindingsStatus
{
    [JsonPropertyName("total")]
    public long Total { get; init; }

    [JsonPropertyName("suppressed_duplicates")]
    public long SuppressedDuplicates { get; init; }

    [JsonPropertyName("by_pattern")]
    public IReadOnlyDictionary<string, long> ByPattern { get; init; } = new Dictionary<string, long>();

    [JsonPropertyName("by_severity")]
    public IReadOnlyDictionary<string, long> BySeverity { get; init; } = new Dictionary<string, long>();

    /// <summary>Findings that an exception silenced; they are in none of the other counts.</summary>
    [JsonPropertyName("silenced")]
    public long Silenced { get; init; }

    internal static FindingsStatus Of(FindingCounts counts) => new()
    {
        Total = counts.Total,
        SuppressedDuplicates = counts.SuppressedDuplicates,
        ByPattern = counts.ByPattern,
        BySeverity = counts.BySeverity,
        Silenced = counts.Silenced,
    };
}
