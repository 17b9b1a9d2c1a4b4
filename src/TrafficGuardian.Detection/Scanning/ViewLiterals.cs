using System.Runtime.InteropServices;
using TrafficGuardian.Detection.Matching;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// The literals that stand in a view. A view that is derived from another one takes over what is known of the stretches that
/// decoding left as they were, so that only what lies round a change is looked at again.
/// </summary>
/// <param name="prefilter">What is looked for.</param>
/// <param name="isFollowed">Whether other views are derived from this one.</param>
internal sealed class ViewLiterals(LiteralPrefilter prefilter, bool isFollowed)
{
    // A flood of literals is looked for again rather than remembered.
    private const int MostKnown = 16 * 1024;

    private readonly List<LiteralHit> _hits = [];
    private readonly List<PlacedLiteral> _found = [];
    private readonly List<PlacedLiteral> _known = [];

    // What was taken over and lies beyond what was looked at: places of first bytes, and the literals that stand there.
    private readonly List<Stretch> _carriedStretches = [];
    private readonly List<PlacedLiteral> _carried = [];
    private long _knownFrom;
    private long _until;

    /// <summary>Place up to which all literals that begin before it were found.</summary>
    public long Until => _until;

    /// <summary>The view begins anew.</summary>
    public void Begin()
    {
        _known.Clear();
        _carried.Clear();
        _carriedStretches.Clear();
        (_knownFrom, _until) = (0, 0);
    }

    /// <summary>Takes over what another view knows of bytes that stand in this one too. Stretches come in order.</summary>
    /// <param name="source">The other view's literals.</param>
    /// <param name="sourcePlace">Where the bytes begin there.</param>
    /// <param name="place">Where they begin here.</param>
    /// <param name="length">How many they are.</param>
    public void Carry(ViewLiterals source, long sourcePlace, long place, int length)
    {
        if (source.Prefilter != prefilter || sourcePlace < source._knownFrom)
            return;
        // A literal that begins near the end may go on in what was changed.
        var end = Math.Min(place + length - prefilter.LongestLiteral + 1, place + source._until - sourcePlace);
        if (end <= place)
            return;
        _carriedStretches.Add(new Stretch(place, end));
        var known = CollectionsMarshal.AsSpan(source._known);
        for (var i = FirstAt(known, sourcePlace); i < known.Length && known[i].Place - sourcePlace < end - place; i++)
            _carried.Add(new PlacedLiteral(known[i].Rule, known[i].Place - sourcePlace + place));
    }

    /// <summary>Finds the literals that begin from <see cref="Until"/> on up to a place, in the order of their places.</summary>
    /// <param name="held">What is held of the view.</param>
    /// <param name="start">Place of its first byte.</param>
    /// <param name="until">The place.</param>
    /// <param name="isPeek">Whether the view only pauses, so that they are to be found again.</param>
    public ReadOnlySpan<PlacedLiteral> Find(ReadOnlySpan<byte> held, long start, long until, bool isPeek)
    {
        _found.Clear();
        var (place, done) = (_until, 0);
        foreach (var stretch in CollectionsMarshal.AsSpan(_carriedStretches))
        {
            if (stretch.Start >= until)
                break;
            Search(held, start, place, stretch.Start);
            place = Math.Max(place, Math.Min(stretch.End, until));
            if (stretch.End > until)
                break;
            done++;
        }

        Search(held, start, place, until);
        var carried = Carried(until);
        var found = CollectionsMarshal.AsSpan(_found);
        Sort(found);
        if (isPeek)
            return found;
        _carriedStretches.RemoveRange(0, done);
        _carried.RemoveRange(0, carried);
        _until = until;
        if (isFollowed)
            Keep(found);
        return found;
    }

    /// <summary>Forgets the literals before a place.</summary>
    public void Forget(long before)
    {
        if (_known.Count == 0)
            return;
        _known.RemoveRange(0, FirstAt(CollectionsMarshal.AsSpan(_known), before));
        _knownFrom = Math.Max(_knownFrom, before);
    }

    private LiteralPrefilter Prefilter => prefilter;

    private void Search(ReadOnlySpan<byte> held, long start, long from, long until)
    {
        if (from >= until)
            return;
        prefilter.Find(held, (int)(from - start), (int)(until - start), _hits);
        if (_hits.Count == 0)
            return;
        foreach (var hit in _hits)
            _found.Add(new PlacedLiteral(hit.Rule, start + hit.Position));
        _hits.Clear();
    }

    // Most often they came in order.
    private static void Sort(Span<PlacedLiteral> literals)
    {
        var orders = MemoryMarshal.Cast<PlacedLiteral, ulong>(literals);
        for (var i = 1; i < orders.Length; i++)
        {
            if (orders[i - 1] <= orders[i])
                continue;
            orders.Sort();
            return;
        }
    }

    private int Carried(long until)
    {
        var count = 0;
        while (count < _carried.Count && _carried[count].Place < until)
            _found.Add(_carried[count++]);
        return count;
    }

    private void Keep(ReadOnlySpan<PlacedLiteral> found)
    {
        if (_known.Count + found.Length > MostKnown)
        {
            _known.Clear();
            _knownFrom = _until;
            return;
        }

        _known.AddRange(found);
    }

    private static int FirstAt(ReadOnlySpan<PlacedLiteral> literals, long place)
    {
        var (low, high) = (0, literals.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = literals[middle].Place < place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // First bytes of literals from the first place up to the second.
    private readonly record struct Stretch(long Start, long End);
}
