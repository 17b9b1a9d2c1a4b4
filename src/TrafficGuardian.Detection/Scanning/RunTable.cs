namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Joins the surroundings of a rule's literals where they touch, so that every byte is given to a rule's expression
/// about once however many literals stand together. What is joined depends on places in the view only, never on
/// how the view came in.
/// </summary>
/// <param name="rules">How many rules there are.</param>
internal sealed class RunTable(int rules)
{
    // A longer stretch is cut, so that what is held back stays bounded, and what an expression reads ahead for each of many
    // matches too; the next one overlaps it by a rule's reach.
    private const int LongestRun = 2 * 1024;

    private readonly List<Run> _runs = [];

    // For each rule one more than the index of its latest run; 0 where it has none.
    private readonly int[] _open = new int[rules];

    public int Count => _runs.Count;

    public void Clear() => RemoveEndingBy(long.MaxValue);

    /// <summary>Adds the surroundings of a literal. Literals come in the order of their places.</summary>
    public void Add(Run around)
    {
        var open = _open[around.Rule] - 1;
        if (open >= 0)
        {
            var run = _runs[open];
            if (around.Start <= run.End && around.End - run.Start <= LongestRun)
            {
                _runs[open] = run with { Start = Math.Min(run.Start, around.Start), End = Math.Max(run.End, around.End) };
                return;
            }
        }

        _runs.Add(around);
        _open[around.Rule] = _runs.Count;
    }

    /// <summary>The earliest place that is still needed, or <paramref name="otherwise"/>.</summary>
    public long EarliestStart(long otherwise)
    {
        foreach (var run in _runs)
            otherwise = Math.Min(otherwise, run.Start);
        return otherwise;
    }

    public Run this[int index] => _runs[index];

    /// <summary>Takes out the runs that end at or before a place; calls nothing, keeps the order of the rest.</summary>
    public void RemoveEndingBy(long place)
    {
        if (_runs.Count == 0)
            return;
        foreach (var run in _runs)
            _open[run.Rule] = 0;
        var kept = 0;
        for (var i = 0; i < _runs.Count; i++)
        {
            if (_runs[i].End <= place)
                continue;
            _runs[kept++] = _runs[i];
            _open[_runs[kept - 1].Rule] = kept;
        }

        _runs.RemoveRange(kept, _runs.Count - kept);
    }
}
