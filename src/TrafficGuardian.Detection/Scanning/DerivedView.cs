using System.Buffers;
using TrafficGuardian.Detection.Decoding;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Follows a view and feeds another one with its decoded form, but only round the places where decoding changes
/// something: from <see cref="ViewStream.Lead"/> bytes before the first change to <see cref="Trail"/> bytes after the last.
/// </summary>
internal sealed class DerivedView
{
    private const int DeepestView = 4;
    private const int Trail = 8 * 1024;
    private const int Chunk = 16 * 1024;

    private readonly IViewDecoder _decoder;
    private readonly ScanSession _session;
    private readonly Func<ViewStream> _make;
    private ViewStream? _view;
    private bool _active;
    private long _next;
    private long _lastChange;
    private byte _previous;

    private DerivedView(ScanSession session, IViewDecoder decoder, Func<ViewStream> make) =>
        (_session, _decoder, _make) = (session, decoder, make);

    /// <summary>The views that are derived from one of a kind at a depth.</summary>
    public static DerivedView[] For(ScanSession session, ViewKind kind, int depth)
    {
        var derived = new List<DerivedView>();
        if (kind == ViewKind.Command)
            return [];
        if (depth < DeepestView)
        {
            derived.Add(new DerivedView(session, kind == ViewKind.Form ? EscapeDecoder.Form : EscapeDecoder.Text, () =>
                new ViewStream(session, session.Rules.Text, ViewKind.Text, depth + 1)));
        }

        if (!session.Rules.Command.IsEmpty)
        {
            derived.Add(new DerivedView(session, CommandDecoder.Instance, () =>
                new ViewStream(session, session.Rules.Command, ViewKind.Command, depth)));
        }

        return [.. derived];
    }

    /// <summary>Forgets what was followed.</summary>
    public void Begin() => (_active, _next) = (false, 0);

    /// <summary>Takes what <paramref name="source"/> has got since the last call.</summary>
    /// <param name="source">The view that is followed.</param>
    /// <param name="last">Whether it ends here.</param>
    /// <param name="endsInside">Whether the text goes on where it ends.</param>
    public void Follow(ViewStream source, bool last, bool endsInside)
    {
        var end = source.Base + source.Held.Length;
        while (_next < end)
        {
            if (!_active && !TryStart(source, last))
                return;
            if (!Feed(source, last))
                return;
        }

        if (last && _active)
            Stop(endsInside);
    }

    public void Peek()
    {
        if (_active)
            _view!.Peek();
    }

    public void Release()
    {
        _active = false;
        _view?.Release();
    }

    private bool TryStart(ViewStream source, bool last)
    {
        var found = _decoder.TryFindChange(source.Held[(int)(_next - source.Base)..], last, out var at);
        _next += at;
        if (!found)
            return false;
        _lastChange = _next;
        _next = Math.Max(0, _next - ViewStream.Lead);
        _previous = 0;
        _active = true;
        _view ??= _make();
        _view.Begin(startsInside: _next > 0 || source.StartsInside);
        return true;
    }

    // Answers whether there is more to do with what the source holds.
    private bool Feed(ViewStream source, bool last)
    {
        var from = (int)(_next - source.Base);
        var until = (int)Math.Min(source.Held.Length, _lastChange + Trail - source.Base);
        var input = source.Held[from..Math.Min(until, from + Chunk)];
        var isEnd = last && from + input.Length == source.Held.Length;
        var output = ArrayPool<byte>.Shared.Rent(Chunk);
        var step = _decoder.Decode(input, _previous, isEnd, output);
        if (step.Written > 0)
        {
            _previous = output[step.Written - 1];
            _session.Charge(step.Written);
            _view!.Write(output.AsSpan(0, step.Written));
            output.AsSpan(0, step.Written).Clear();
        }

        ArrayPool<byte>.Shared.Return(output);
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
        if (until < source.Held.Length && from + input.Length == until)
        {
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
