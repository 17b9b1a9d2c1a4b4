using System.Buffers;
using System.Text.Json;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>The data of <c>traffic_findings</c>.</summary>
public sealed record DisclosedFindings
{
    /// <summary>Newest first; never one of <c>known_value</c>.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Findings that match, on all pages together; <c>known_value</c> left out.</summary>
    public required long Total { get; init; }

    /// <summary>Asks for the next page; null on the last.</summary>
    public string? NextCursor { get; init; }

    public required DisclosedCounts Counts { get; init; }

    /// <summary><c>own</c>, <c>all</c> or <c>counts</c>; see <see cref="Audience"/>.</summary>
    public required string Scope { get; init; }

    /// <summary>Chooses what an audience is told.</summary>
    /// <param name="findings">Findings of any audience, oldest first.</param>
    /// <param name="knownValues">The audience's findings of known values.</param>
    /// <param name="question">What is asked for.</param>
    /// <param name="audience">Who asks.</param>
    /// <param name="now">The time that ages are counted from.</param>
    /// <exception cref="DisclosureException">A parameter is wrong.</exception>
    public static DisclosedFindings Select(
        IEnumerable<Finding> findings, long knownValues, FindingsQuestion question, Audience audience, DateTimeOffset now)
    {
        var filter = question.Filter(now);
        var cursor = question.Place();
        var concerned = findings.Where(finding => finding.Pattern != PatternCatalogue.KnownValue && audience.Concerns(finding));
        if (!audience.SeesFindings)
        {
            // Filters would tell when and what others were found with; these counts are of everything, always.
            var all = concerned.ToList();
            return new DisclosedFindings { Findings = [], Total = all.Count, Counts = DisclosedCounts.Of(all, knownValues), Scope = audience.Scope };
        }

        var matching = concerned.Where(filter.Matches).Reverse().OrderByDescending(static finding => finding.Timestamp).ToList();
        var start = cursor is { } at ? Start(matching, at) : 0;
        var end = Math.Min(matching.Count, start + question.Limit);
        return new DisclosedFindings
        {
            Findings = matching[start..end],
            Total = matching.Count,
            NextCursor = end < matching.Count && end > 0 ? After(matching, end).ToString() : null,
            Counts = DisclosedCounts.Of(matching, knownValues),
            Scope = audience.Scope,
        };
    }

    /// <summary>Writes the data as one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        var line = new ArrayBufferWriter<byte>(FindingJson.MaxLineBytes);
        json.WriteStartObject();
        json.WriteStartArray("findings"u8);
        foreach (var finding in Findings)
        {
            line.ResetWrittenCount();
            FindingJson.Write(finding, line);
            json.WriteRawValue(line.WrittenSpan.TrimEnd((byte)'\n'));
        }

        json.WriteEndArray();
        json.WriteNumber("total"u8, Total);
        json.WriteString("next_cursor"u8, NextCursor);
        json.WritePropertyName("counts"u8);
        Counts.Write(json);
        json.WriteString("scope"u8, Scope);
        json.WriteEndObject();
    }

    private static int Start(List<Finding> newestFirst, FindingsCursor cursor)
    {
        var passed = 0;
        var index = 0;
        for (; index < newestFirst.Count; index++)
        {
            var time = newestFirst[index].Timestamp.ToUnixTimeMilliseconds();
            if (time < cursor.Milliseconds || (time == cursor.Milliseconds && passed++ >= cursor.Passed))
            {
                break;
            }
        }

        return index;
    }

    private static FindingsCursor After(List<Finding> newestFirst, int end)
    {
        var time = newestFirst[end - 1].Timestamp.ToUnixTimeMilliseconds();
        var passed = 0;
        while (passed < end && newestFirst[end - 1 - passed].Timestamp.ToUnixTimeMilliseconds() == time)
        {
            passed++;
        }

        return new FindingsCursor(time, passed);
    }
}
