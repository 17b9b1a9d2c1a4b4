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
    private const int MaxFindingsBytes = 16 * 1_048_576;

    public Task<byte[]> AskAsync(string question, IReadOnlyDictionary<string, JsonElement> parameters, CancellationToken cancellation) =>
        Task.FromResult(question switch
        {
            QuestionType.Status => Status(),
            QuestionType.Findings => Findings(parameters),
            _ => Whole("config-check.json"),
        });

    private byte[] Status()
    {
        var status = ReadStatus().At(time.GetUtcNow());
        return DisclosureAnswer.Success(json => JsonSerializer.Serialize(json, status, DisclosureJson.Default.DisclosedStatus));
    }

    private byte[] Findings(IReadOnlyDictionary<string, JsonElement> parameters)
    {
        var status = ReadStatus();
        var question = QuestionOf(parameters);
        var known = status.Findings?.ByPattern.GetValueOrDefault(PatternCatalogue.KnownValue) ?? 0;
        var findings = Lines(Read("findings.jsonl", MaxFindingsBytes));
        return DisclosureAnswer.Success(DisclosedFindings.Select(findings, known, question, Audience.Prepared("all"), time.GetUtcNow()).Write);
    }

    private byte[] Whole(string name)
    {
        var content = Read(name, MaxDocumentBytes);
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            return DisclosureAnswer.Success(root.WriteTo);
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

    private DisclosedStatus ReadStatus()
    {
        try
        {
            return JsonSerializer.Deserialize(Read("status.json", MaxDocumentBytes), DisclosureJson.Default.DisclosedStatus) ?? throw Broken("status.json");
        }
        catch (JsonException)
        {
            throw Broken("status.json");
        }
    }

    private byte[] Read(string name, int limit) => UntrustedFile.Read(Path.Join(folder, name), limit, out var fault)
        ?? throw (fault is null
            ? new DisclosureException(DisclosureErrorCode.NotRunning, $"the snapshot has no {name}: no monitor has written one yet, or another folder is mounted; tell the operator")
            : new DisclosureException(DisclosureErrorCode.Internal, $"the snapshot's {name} {fault}; the operator mounts the folder that the monitor writes"));

    private static DisclosureException Broken(string name) =>
        new(DisclosureErrorCode.Internal, $"the snapshot's {name} is broken, or from another version; tell the operator");
}
