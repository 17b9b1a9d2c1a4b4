using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Holds a view's findings of what came in until nothing more can touch them, and lets through one for each command: of
/// findings of one pattern that overlap, the most severe, then the one that begins first, then the longest.
/// </summary>
internal sealed class Contest
{
    private readonly List<Entry> _held = [];

    public bool IsEmpty => _held.Count == 0;

    public void Clear() => _held.Clear();

    public void Add(long start, long end, Detected found) => _held.Add(new Entry(start, end, found, false));

    /// <summary>Hands out what is settled: groups of overlapping findings that end before <paramref name="place"/>.</summary>
    public void Settle(long place, List<Detected> found)
    {
        if (_held.Count == 0)
            return;
        _held.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : ByWorth(a, b));
        var from = 0;
        while (from < _held.Count)
        {
            var (until, end) = (from + 1, _held[from].End);
            while (until < _held.Count && _held[until].Start < end)
                end = Math.Max(end, _held[until++].End);
            if (end > place)
                break;
            Decide(from, until, found);
            from = until;
        }

        _held.RemoveRange(0, from);
    }

    private void Decide(int from, int until, List<Detected> found)
    {
        _held.Sort(from, until - from, Comparer.Instance);
        for (var i = from; i < until; i++)
        {
            if (IsBeaten(from, i))
                continue;
            _held[i] = _held[i] with { Wins = true };
            found.Add(_held[i].Found);
        }
    }

    private bool IsBeaten(int from, int index)
    {
        var entry = _held[index];
        for (var i = from; i < index; i++)
        {
            var other = _held[i];
            if (other.Wins && other.Start < entry.End && entry.Start < other.End
                && other.Found.Finding.Pattern == entry.Found.Finding.Pattern && other.Found.Rule != entry.Found.Rule)
            {
                return true;
            }
        }

        return false;
    }

    private static int ByWorth(Entry a, Entry b)
    {
        var order = b.Found.Finding.Severity.CompareTo(a.Found.Finding.Severity);
        order = order != 0 ? order : a.Start.CompareTo(b.Start);
        order = order != 0 ? order : b.End.CompareTo(a.End);
        return order != 0 ? order : string.CompareOrdinal(a.Found.Rule, b.Found.Rule);
    }

    private readonly record struct Entry(long Start, long End, Detected Found, bool Wins);

    private sealed class Comparer : IComparer<Entry>
    {
        public static Comparer Instance { get; } = new();

        public int Compare(Entry x, Entry y) => ByWorth(x, y);
    }
}
