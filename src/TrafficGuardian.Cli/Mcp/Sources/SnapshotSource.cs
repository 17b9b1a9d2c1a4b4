using System.Text.Json;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Mcp.Sources;

/// <summary>In a container: files that the host replaces whole in a folder mounted read-only.</summary>
/// <param name="folder">The snapshot's folder as the container sees it, absolute.</param>
/// <param name="time">What its age is told by.</param>
internal sealed class SnapshotSource(string folder, TimeProvider time) : ITrafficSource
{
    private const int MaxDocumentBytes = 262_144;

    /// <summary>More than the monitor writes.</summary>
    private const int MaxFindingsBytes = 8 * 1_048_576;

    public Task<byte[]> AskAsync(string question, IReadOnlyDictionary<string, JsonElement> parameters, CancellationToken cancellation) =>
        Task.FromResult(question switch
        {
            QuestionType.Status => Status(),
            QuestionType.Findings => Findings(parameters),
            _ => ConfigCheck(),
        });

    private byte[] Status()
    {
        DisclosedStatus status;
        try
        {
            status = JsonSerializer.Deserialize(Read("status.json", MaxDocumentBytes), DisclosureJson.Default.DisclosedStatus) ?? throw Broken("status.json");
        }
        catch (JsonException)
        {
            throw Broken("status.json");
        }

        status = status.At(time.GetUtcNow());
        return DisclosureAnswer.Success(json => JsonSerializer.Serialize(json, status, DisclosureJson.Default.DisclosedStatus));
    }

    /// <summary>Chooses among the newest findings, which the snapshot holds as far as its audience may see them.</summary>
    private byte[] Findings(IReadOnlyDictionary<string, JsonElement> parameters)
    {
        var question = QuestionOf(parameters);
        question.Check(time.GetUtcNow());
        using var counts = Document("counts.json");
        var audience = Audience.Prepared(Scope(counts.RootElement));
        return audience.SeesFindings
            ? DisclosureAnswer.Success(DisclosedFindings.Select(
                Lines(Read("findings.jsonl", MaxFindingsBytes)), KnownValues(counts.RootElement), question, audience, time.GetUtcNow()).Write)
            : DisclosureAnswer.Success(counts.RootElement.WriteTo);
    }

    private byte[] ConfigCheck()
    {
        using var check = Document("config-check.json");
        return DisclosureAnswer.Success(check.RootElement.WriteTo);
    }

    private static string? Scope(JsonElement counts) =>
        counts.ValueKind == JsonValueKind.Object && counts.TryGetProperty("scope", out var scope) && scope.ValueKind == JsonValueKind.String
            ? scope.GetString()
            : null;

    private static long KnownValues(JsonElement counts) =>
        counts.TryGetProperty("counts", out var all) && all.ValueKind == JsonValueKind.Object
        && all.TryGetProperty("by_pattern", out var patterns) && patterns.ValueKind == JsonValueKind.Object
        && patterns.TryGetProperty(PatternCatalogue.KnownValue, out var count) && count.ValueKind == JsonValueKind.Number
        && count.TryGetInt64(out var number) ? number : 0;

    private JsonDocument Document(string name)
    {
        try
        {
            return JsonDocument.Parse(Read(name, MaxDocumentBytes));
        }
        catch (JsonException)
        {
            throw Broken(name);
        }
    }

    private static FindingsQuestion QuestionOf(IReadOnlyDictionary<string, JsonElement> parameters)
    {
        using var document = JsonSerializer.SerializeToDocument(
            new Dictionary<string, JsonElement>(parameters, StringComparer.Ordinal), SourceJson.Default.DictionaryStringJsonElement);
        return FindingsQuestion.Parse(document.RootElement.EnumerateObject());
    }

    private static List<Finding> Lines(ReadOnlySpan<byte> content)
    {
        var findings = new List<Finding>();
        foreach (var range in content.Split((byte)'\n'))
        {
            if (FindingJson.TryRead(content[range], out var finding))
            {
                findings.Add(finding);
            }
        }

        return findings;
    }

    private byte[] Read(string name, int limit) => UntrustedFile.Read(Path.Join(folder, name), limit, out var fault)
        ?? throw (fault is null
            ? new DisclosureException(DisclosureErrorCode.NotRunning, $"the snapshot has no {name}: no monitor has written one yet, or another folder is mounted; tell the operator")
            : new DisclosureException(DisclosureErrorCode.Internal, $"the snapshot's {name} {fault}; the operator mounts the folder that the monitor writes"));

    private static DisclosureException Broken(string name) =>
        new(DisclosureErrorCode.Internal, $"the snapshot's {name} is broken, or from another version; tell the operator");
}
