using System.Buffers;
using TrafficGuardian.Detection.Decoding;
using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// One view of a message part: its bytes as they come, of which as many are held as a match and its surroundings may span.
/// <list type="number">
/// <item>New bytes are appended.</item>
/// <item>The prefilter looks at them, up to where a literal could still be cut off.</item>
/// <item>Literals become runs; touching ones are joined.</item>
/// <item>Runs that can't grow and whose surroundings are complete are handed to the session.</item>
/// <item>Views derived from this one get the bytes that no run waits for, so that what stands in several views is found in the first.</item>
/// <item>What nothing can reach any more is forgotten.</item>
/// </list>
/// Every step depends on places in the view only, so the same bytes give the same findings however they are cut.
/// </summary>
internal sealed class ViewStream
{
    /// <summary>Bytes on both sides of a match that the redactor looks at.</summary>
    public const int Surroundings = 640;

    /// <summary>Bytes before a change that a derived view begins with, so that a match that straddles it is whole.</summary>
    public const int Lead = RuleDraftCheck.MaxBefore + Surroundings;

    // What a rule may reach back, and the longest literal.
    private const int Kept = Lead + RuleDraftCheck.MaxLiteral;
    private const int Block = 32 * 1024;
    private const int SmallestBuffer = 4 * 1024;

    private readonly ScanSession _session;
    private readonly RuleSet _rules;
    private readonly int _longestLiteral;
    private readonly DerivedView[] _derived;
    private readonly RunTable _runs;
    private readonly ViewLiterals _literals;
    private readonly HashSet<(Rule Rule, long Start)> _peeked = [];
    private byte[] _buffer = [];
    private int _length;
    private int _used;
    private int _scanned;
    private long _base;
    private bool _startsInside;
    private IViewOrigin? _origin;

    public ViewStream(ScanSession session, RuleSet rules, ViewKind kind, int depth)
    {
        _session = session;
        _rules = rules;
        _runs = new RunTable(rules.Rules.Length);
        _longestLiteral = rules.Prefilter.LongestLiteral;
        _derived = DerivedView.For(session, kind, depth);
        _literals = new ViewLiterals(rules.Prefilter, _derived.Length > 0);
    }

    /// <summary>What is held of the view.</summary>
    public ReadOnlySpan<byte> Held => _buffer.AsSpan(0, _length);

    /// <summary>Place of the first held byte.</summary>
    public long Base => _base;

    /// <summary>Whether the view begins inside a text, so that what stands left of its first byte is not known.</summary>
    public bool StartsInside => _startsInside;

    /// <summary>Findings of the view that others may still outdo.</summary>
    public Contest Contest { get; } = new();

    /// <summary>The values that the view is put together from; null where it is one text.</summary>
    public SentText? Joined { get; set; }

    /// <summary>Starts the view anew.</summary>
    public void Begin(bool startsInside, IViewOrigin? origin = null)
    {
        Contest.Clear();
        _origin = origin;
        (_length, _scanned, _base, _startsInside) = (0, 0, 0, startsInside);
        _literals.Begin();
        _runs.Clear();
        _peeked.Clear();
        foreach (var derived in _derived)
            derived.Begin();
    }

    /// <summary>Takes the next bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var taken = Math.Min(bytes.Length, Block);
            bytes[..taken].CopyTo(Reserve(taken));
            bytes = bytes[taken..];
            Commit(taken, isLast: false);
        }
    }

    /// <summary>Takes the last bytes and ends the view with its text.</summary>
    public void End(ReadOnlySpan<byte> bytes)
    {
        var early = Math.Max(0, bytes.Length - Block);
        Write(bytes[..early]);
        bytes = bytes[early..];
        bytes.CopyTo(Reserve(bytes.Length));
        Commit(bytes.Length, isLast: true);
        End(endsInside: false);
    }

    /// <summary>Room for the next bytes, at least as many as asked for.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _length < size)
            MakeRoom(size);
        return _buffer.AsSpan(_length);
    }

    /// <summary>Takes over what is known of the bytes that are committed next.</summary>
    /// <param name="source">The view that they come from.</param>
    /// <param name="place">Where in it they were read.</param>
    /// <param name="kept">Which of them were left as they are.</param>
    public void Carry(ViewStream source, long place, KeptStretches kept)
    {
        foreach (var stretch in kept.All)
            _literals.Carry(source._literals, place + stretch.Input, _base + _length + stretch.Output, stretch.Length);
    }

    /// <summary>Takes what was written to the room.</summary>
    /// <param name="written">How many bytes.</param>
    /// <param name="isLast">Whether <see cref="End(bool)"/> comes next, which looks at them too.</param>
    public void Commit(int written, bool isLast)
    {
        _length += written;
        _used = Math.Max(_used, _length);
        if (!isLast)
            Advance(last: false);
    }

    /// <summary>Ends the view: what is held back is looked at, and the buffer is given back.</summary>
    /// <param name="endsInside">Whether the text goes on where the view ends.</param>
    public void End(bool endsInside)
    {
        Advance(last: true, endsInside);
        Release();
    }

    /// <summary>Looks at what is held back as though the view ended here. The view goes on.</summary>
    public void Peek()
    {
        FindRuns(_length, isPeek: true);
        for (var i = 0; i < _runs.Count; i++)
            _session.Execute(this, _rules, _runs[i], new ViewEnd(IsPeek: true));
        _session.Findings.Settle(Contest, long.MaxValue);
        foreach (var derived in _derived)
            derived.Peek(this);
    }

    /// <summary>
    /// Notes that a rule's match at a place was taken; false where it was already, when the view had come to a part of it only.
    /// </summary>
    public bool Take(Rule rule, int start, bool isPeek)
    {
        var match = (rule, _base + start);
        return isPeek ? _peeked.Add(match) : _peeked.Count == 0 || !_peeked.Contains(match);
    }

    /// <summary>Adds what a stretch of the view was wrapped in, level by level.</summary>
    public void Explain(long start, long end, List<EncodingKind> levels) => _origin?.Explain(start, end, levels);

    /// <summary>Forgets the view and gives its buffer back.</summary>
    public void Release()
    {
        foreach (var derived in _derived)
            derived.Release();
        Contest.Clear();
        _runs.Clear();
        ReplaceBuffer([]);
        (_length, _used) = (0, 0);
    }

    private void Advance(bool last, bool endsInside = false)
    {
        var limit = last ? _length : _length - _longestLiteral + 1;
        if (limit > _scanned)
        {
            FindRuns(limit, isPeek: false);
            _scanned = limit;
        }

        ExecuteRuns(last ? long.MaxValue : _base + _scanned - RuleDraftCheck.MaxBefore, endsInside);
        var settled = last ? _base + _length : _runs.EarliestStart(_base + _scanned - RuleDraftCheck.MaxBefore);
        if (!Contest.IsEmpty)
            _session.Findings.Settle(Contest, last ? long.MaxValue : settled);
        foreach (var derived in _derived)
            derived.Follow(this, settled, new ViewEnd(last, endsInside));
    }

    private void FindRuns(int limit, bool isPeek)
    {
        foreach (var literal in _literals.Find(Held, _base, _base + limit, isPeek))
        {
            if (!_rules.Holds(literal.Rule, out var index))
                continue;
            var rule = _rules.Rules[index].Info;
            _runs.Add(new Run(index, Math.Max(0, literal.Place - rule.Before), literal.Place + rule.After));
        }
    }

    private void ExecuteRuns(long place, bool endsInside)
    {
        if (_runs.Count == 0)
            return;
        for (var i = 0; i < _runs.Count; i++)
        {
            if (_runs[i].End <= place)
                _session.Execute(this, _rules, _runs[i], new ViewEnd(IsLast: false, endsInside));
        }

        _runs.RemoveEndingBy(place);
    }

    private void MakeRoom(int wanted)
    {
        Forget();
        if (_buffer.Length - _length >= wanted)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, _length + wanted));
        Held.CopyTo(larger);
        ReplaceBuffer(larger);
        _used = _length;
    }

    // The pool is shared by all that the process does: nothing of a message may stay in it.
    private void ReplaceBuffer(byte[] other)
    {
        if (_buffer.Length > 0)
        {
            _buffer.AsSpan(0, _used).Clear();
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = other;
    }

    private void Forget()
    {
        var needed = _runs.EarliestStart(_base + _scanned) - Surroundings;
        foreach (var derived in _derived)
            needed = Math.Min(needed, derived.Next - Lead);
        var forgotten = (int)Math.Clamp(Math.Min(needed, _base + _scanned - Kept) - _base, 0, _length);
        if (forgotten == 0)
            return;
        _buffer.AsSpan(forgotten, _length - forgotten).CopyTo(_buffer);
        _length -= forgotten;
        _scanned -= forgotten;
        _base += forgotten;
        _literals.Forget(_base);
    }
}
