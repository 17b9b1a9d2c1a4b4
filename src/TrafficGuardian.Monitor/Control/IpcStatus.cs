using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary><c>ipc</c> of the status: what groups asked through files. Absent where no <c>ipc.root</c> is configured.</summary>
public sealed record IpcStatus
{
    /// <summary>Groups' folders that were there at the last look.</summary>
    [JsonPropertyName("groups")]
    public long Groups { get; init; }

    /// <summary>Request files that were taken up.</summary>
    [JsonPropertyName("requests")]
    public long Requests { get; init; }

    /// <summary>Result files that were written, errors included.</summary>
    [JsonPropertyName("answered")]
    public long Answered { get; init; }

    /// <summary>Requests that were refused, by reason; most of them got their error as an answer.</summary>
    [JsonPropertyName("refused")]
    public IReadOnlyDictionary<string, long> Refused { get; init; } = new Dictionary<string, long>();

    /// <summary>Results that could not be written, and folders that could not be used, by reason.</summary>
    [JsonPropertyName("faults")]
    public IReadOnlyDictionary<string, long> Faults { get; init; } = new Dictionary<string, long>();

    /// <summary>Requests and results that were removed because nobody had come for them in 10 minutes.</summary>
    [JsonPropertyName("cleaned")]
    public long Cleaned { get; init; }
}
