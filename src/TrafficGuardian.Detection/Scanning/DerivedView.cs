using TrafficGuardian.Detection.Decoding;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Follows a view and feeds another one with its decoded form, but only round the places where decoding changes
/// something: from <see cref="ViewStream.Lead"/> bytes before the first change to <see cref="Trail"/> bytes after the last.
/// </summary>
internal sealed class DerivedView : IViewOrigin
{
    private const int DeepestView = 4;
    private const int Trail = 8 * 1024;
    private const int Chunk = 16 * 1024;
    private const int CommandSlack = 64;

    private readonly IViewDecoder _decoder;
    private readonly ScanSession _session;
    private readonly Func<ViewStream> _make;
    private ViewStream? _view;
    private ViewStream? _source;
    private PackedStretch? _packed;
    private bool _active;
    private long _next;
    private long _lastChange;
    private long _viewStart;
    private byte _previous;

    private DerivedView(ScanSession session, IViewDecoder decoder, Func<ViewStream> make) =>
        (_session, _decoder, _make) = (session, decoder, make);

    /// <summary>The views that are derived from one of a kind at a depth.</summary>
    public static DerivedView[] For(ScanSession session, ViewKind kind, int depth)
    {
        var derived = new List<DerivedView>();
        if (kind is ViewKind.Command or ViewKind.Joined)
            return [];
        if (!session.Rules.Command.IsEmpty)
        {
            derived.Add(new DerivedView(session, new CommandDecoder(), () =>
                new ViewStream(session, session.Rules.Command, ViewKind.Command, depth)));
        }

        if (depth < DeepestView)
        {
            ViewStream Make() => new(session, session.Rules.Text, ViewKind.Text, depth + 1);
            var packed = new PackedStretch(session, Make);
            var decoder = kind == ViewKind.Form ? LevelDecoder.ForForm(packed) : LevelDecoder.ForText(packed);
            derived.Add(new DerivedView(session, decoder, Make) { _packed = packed });
        }

        return [.. derived];
    }

    /// <summary>Forgets what was followed.</summary>
    public void Begin()
    {
        (_active, _next) = (false, 0);
        _decoder.Begin();
    }

    /// <summary>Place in the followed view up to which it was read.</summary>
    public long Next => _next;

    /// <summary>Takes what <paramref name="source"/> has got since the last call.</summary>
    /// <param name="source">The view that is followed.</param>
    /// <param name="until">How far it may be read.</param>
    /// <param name="end">How it ends there.</param>
    public void Follow(ViewStream source, long until, ViewEnd end)
    {
        // What is compressed is found here, and where it stands in the source is as far as that was followed.
        _packed?.Follow(source, _next);
        while (_next < until)
        {
            var held = source.Held[..(int)(until - source.Base)];
            if (!_active && !TryStart(source, held, end.IsLast))
                return;
            if (!Feed(source, held, end.IsLast))
                return;
        }

        if (end.IsLast && _active)
            Stop(end.IsInside);
    }

    /// <summary>Takes all that <paramref name="source"/> holds, and looks at it as though it ended there.</summary>
    public void Peek(ViewStream source)
    {
        Follow(source, source.Base + source.Held.Length, default);
        if (_active)
            _view!.Peek();
    }

    public void Release()
    {
        // A view that was ended has nothing left to give back.
        if (_active)
            _view!.Release();
        _active = false;
    }

    public void Explain(long start, long end, List<EncodingKind> levels)
    {
        // A command form drops a few bytes here and there, so where it came from is known roughly.
        var (kind, from, until) = _decoder.Parts?.Explain(start, end)
            ?? (EncodingKind.None, _viewStart + start, _viewStart + end + CommandSlack);
        levels.Add(kind);
        _source?.Explain(from, until, levels);
    }

    private bool TryStart(ViewStream source, ReadOnlySpan<byte> held, bool last)
    {
        var found = _decoder.TryFindChange(held[(int)(_next - source.Base)..], last, out var at);
        _next += at;
        if (!found)
            return false;
        _lastChange = _next;
        if (!_decoder.ChangesInside)
        {
            _next = Math.Max(0, _next - ViewStream.Lead);
            _decoder.Begin();
        }

        _previous = 0;
        _active = true;
        _source = source;
        _decoder.BeginView(_next);
        _viewStart = _next;
        _view ??= _make();
        _view.Begin(startsInside: _next > 0 || source.StartsInside, this);
        return true;
    }

    // Answers whether there is more to do with what the source holds.
    private bool Feed(ViewStream source, ReadOnlySpan<byte> held, bool last)
    {
        var start = source.Base;
        var from = (int)(_next - start);
        var until = (int)Math.Min(held.Length, _lastChange + Trail - start);
        var input = held[from..Math.Min(until, from + Chunk)];
        var isEnd = last && from + input.Length == held.Length;
        if (!_session.Budget.MayDecode())
        {
            Stop(endsInside: true);
            _decoder.Begin();
            _next = start + held.Length;
            return true;
        }

        var output = _view!.Reserve(_decoder.Room(input.Length));
        var step = _decoder.Decode(input, _previous, isEnd, output);
        _session.Budget.ChargeDecoding(step.Consumed);
        if (step.Written > 0)
        {
            _previous = output[step.Written - 1];
            if (_decoder.Kept is { } kept)
                _view.Carry(source, _next, kept);
            _view.Commit(step.Written, isEnd && step.Consumed == input.Length);
        }

        if (step.LastChange > 0)
            _lastChange = _next + step.LastChange;
        _next += step.Consumed;
        if (step.Consumed == input.Length)
        {
            if (_next >= _lastChange + Trail)
                Stop(endsInside: true);
            return true;
        }

        // Something is cut off. Where the chunk or the trail cut it, there is more at hand; else it is still to come.
        if (until < held.Length && from + input.Length == until)
        {
            if (_lastChange + Trail == start + until)
                Stop(endsInside: true);
            return true;
        }

        return step.Consumed > 0 && input.Length == Chunk;
    }

    private void Stop(bool endsInside)
    {
        _active = false;
        _view!.End(endsInside);
    }
}
