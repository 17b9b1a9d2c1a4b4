using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Log;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>
/// The newest findings of the log, held in memory, so that a question costs what was logged since the last one and not a reading of
/// the whole log. A source that floods the log pushes its own findings out, not another's. Thread-safe.
/// </summary>
/// <param name="folder">The log's folder, absolute. It need not exist.</param>
/// <param name="capacity">Findings held, all sources together.</param>
public sealed class FindingHistory(string folder, int capacity = FindingHistory.DefaultCapacity) : IDisposable
{
    /// <summary>About 5 MB.</summary>
    public const int DefaultCapacity = 8_192;

    private const long MostBytesAtFirst = 8 * 1_024 * 1_024;
    private const int MostLinesAtOnce = 40_000;
    private const int MostSources = 4_096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Held>> _bySource = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _knownValues = new(StringComparer.Ordinal);
    private FindingLogCursor? _cursor;
    private long _read;
    private long _next;
    private int _count;

    /// <summary>What an audience is told.</summary>
    /// <exception cref="DisclosureException">A parameter is wrong.</exception>
    /// <exception cref="State.StateException">The log can't be read as it lies there.</exception>
    public DisclosedFindings Ask(FindingsQuestion question, Audience audience, DateTimeOffset now)
    {
        lock (_lock)
        {
            Update();
            var concerned = _bySource.Where(source => audience.Concerns(source.Key)).SelectMany(static source => source.Value);
            return DisclosedFindings.Select(
                concerned.OrderBy(static held => held.Number).Select(static held => held.Finding), KnownValues(audience), question, audience, now);
        }
    }

    /// <summary>The newest findings that an audience may see, oldest first.</summary>
    /// <exception cref="State.StateException">The log can't be read as it lies there.</exception>
    public IReadOnlyList<Finding> Newest(int count, Audience audience)
    {
        lock (_lock)
        {
            Update();
            var seen = !audience.SeesFindings ? [] : _bySource.Where(source => audience.Concerns(source.Key)).SelectMany(static source => source.Value)
                .OrderBy(static held => held.Number).ToList();
            return [.. seen.TakeLast(count).Select(static held => held.Finding)];
        }
    }

    /// <summary>Findings read so far, those of known values included: while it is the same, so is every answer.</summary>
    /// <exception cref="State.StateException">The log can't be read as it lies there.</exception>
    public long Version()
    {
        lock (_lock)
        {
            Update();
            return _read;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _cursor?.Dispose();
            _cursor = null;
        }
    }

    private void Update()
    {
        _cursor ??= FindingLogCursor.NearEnd(folder, MostBytesAtFirst);
        for (var lines = 0; lines < MostLinesAtOnce && _cursor.Next() is { } finding; lines++)
        {
            Add(finding);
            _read++;
        }
    }

    private void Add(Finding finding)
    {
        if (finding.Pattern == PatternCatalogue.KnownValue)
        {
            var source = _knownValues.ContainsKey(finding.Source) || _knownValues.Count < MostSources ? finding.Source : "";
            _knownValues[source] = _knownValues.GetValueOrDefault(source) + 1;
            return;
        }

        if (!_bySource.TryGetValue(finding.Source, out var held))
        {
            _bySource[finding.Source] = held = new Queue<Held>();
        }

        held.Enqueue(new Held(_next++, finding));
        if (++_count > capacity)
        {
            var (fullest, findings) = _bySource.MaxBy(static source => source.Value.Count);
            findings.Dequeue();
            _count--;
            if (findings.Count == 0)
            {
                _bySource.Remove(fullest);
            }
        }
    }

    private long KnownValues(Audience audience) => _knownValues.Where(source => audience.Concerns(source.Key)).Sum(static source => source.Value);

    private sealed record Held(long Number, Finding Finding);
}
