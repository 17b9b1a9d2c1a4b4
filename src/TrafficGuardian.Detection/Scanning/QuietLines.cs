using System.Buffers;
using System.Runtime.InteropServices;
using TrafficGuardian.Detection.Decoding;
using TrafficGuardian.Detection.Matching;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Tells which lines of a head need no view of their own: those that hold no literal and nothing that a decoder would
/// change. The literals are looked for in the whole head at once, since its lines are short.
/// </summary>
internal sealed class QuietLines
{
    private static readonly SearchValues<byte> CommandEscapes = SearchValues.Create("'\"$\t\r\n"u8);

    private readonly DirectionRules _rules;
    private readonly PackedFlag _packed = new();
    private readonly LevelDecoder _text;
    private readonly LevelDecoder _form;
    private readonly List<LiteralHit> _hits = [];
    private int _next;

    public QuietLines(DirectionRules rules) =>
        (_rules, _text, _form) = (rules, LevelDecoder.ForText(_packed), LevelDecoder.ForForm(_packed));

    /// <summary>Looks at all lines.</summary>
    public void Begin(ReadOnlySpan<byte> head)
    {
        _next = 0;
        _hits.Clear();
        _rules.Text.Prefilter.Find(head, 0, head.Length, _hits);
        if (_rules.Command.Prefilter != _rules.Text.Prefilter)
            _rules.Command.Prefilter.Find(head, 0, head.Length, _hits);
        CollectionsMarshal.AsSpan(_hits).Sort(static (a, b) => a.Position - b.Position);
    }

    /// <summary>Whether nothing can be found in a line. Lines come in order.</summary>
    /// <param name="line">The line.</param>
    /// <param name="start">Where in the head it begins.</param>
    public bool IsQuiet(ReadOnlySpan<byte> line, int start)
    {
        while (_next < _hits.Count && _hits[_next].Position < start)
            _next++;
        return (_next == _hits.Count || _hits[_next].Position >= start + line.Length) && IsPlain(line);
    }

    /// <summary>Whether nothing can be found in the part of a line that is a request target.</summary>
    public bool IsQuietTarget(ReadOnlySpan<byte> line, ReadOnlySpan<byte> target, int start) =>
        IsQuiet(line, start) && IsUnchanged(target, _form);

    // A command form also folds white space.
    private bool IsPlain(ReadOnlySpan<byte> line) =>
        (_rules.Command.IsEmpty || (!line.ContainsAny(CommandEscapes) && line.IndexOf("  "u8) < 0)) && IsUnchanged(line, _text);

    private bool IsUnchanged(ReadOnlySpan<byte> line, LevelDecoder decoder)
    {
        decoder.Begin();
        _packed.IsRaised = false;
        return !decoder.TryFindChange(line, last: true, out _) && !_packed.IsRaised;
    }

    // Notes that something may be compressed.
    private sealed class PackedFlag : IPackedSink
    {
        public bool IsRaised { get; set; }

        public bool Open(ReadOnlySpan<byte> head) => IsRaised |= PackedHead.IsGzip(head) || PackedHead.IsZlib(head);

        public void Write(ReadOnlySpan<byte> bytes)
        {
        }

        public void Close()
        {
        }

        public void Drop()
        {
        }
    }
}
