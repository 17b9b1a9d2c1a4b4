using System.Buffers;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Undoes one level of everything that text is wrapped in: escapes of single characters, look-alikes, and stretches of
/// encoded text, in place. One decoder for all, so that any nesting costs one view a level. Where an escape stands inside
/// a stretch it is undone first, and the stretch is left for the next level.
/// </summary>
internal sealed class LevelDecoder : IViewDecoder
{
    private static readonly SearchValues<byte> TextLeads = SearchValues.Create(EscapeReader.Leads);
    private static readonly SearchValues<byte> LeadsInNoise = SearchValues.Create("\\%&="u8);
    private static readonly SearchValues<byte> FormLeads = SearchValues.Create([.. EscapeReader.Leads, (byte)'+']);

    private readonly SearchValues<byte> _leads;
    private readonly RunDecoder _runs;
    private readonly DecodedParts _parts = new();
    private readonly KeptStretches _kept = new();

    // In the text at hand: the next byte that can begin an escape, and up to where stretches were looked for.
    private int _lead;
    private int _examined;

    // The block that was last looked at for noise.
    private int _blockEnd;
    private bool _isNoise;

    private byte _previous;
    private bool _inTags;
    private int _quotedPrintable;

    // What was undone last, and how far decoding came since the view began.
    private EncodingKind _kind;
    private long _taken;
    private long _made;

    private LevelDecoder(SearchValues<byte> leads, IPackedSink? packed) => (_leads, _runs) = (leads, new RunDecoder(packed));

    private const int NoiseBlock = 64;

    private enum Next
    {
        End,
        NeedMore,
        Escape,
        Stretch,
    }

    public bool ChangesInside { get; private set; }

    public DecodedParts? Parts => _parts;

    public KeptStretches? Kept => _kept;

    /// <summary>For most text.</summary>
    public static LevelDecoder ForText(IPackedSink? packed = null) => new(TextLeads, packed);

    /// <summary>For queries and form bodies, where <c>+</c> is a space.</summary>
    public static LevelDecoder ForForm(IPackedSink? packed = null) => new(FormLeads, packed);

    public void Begin()
    {
        _runs.Begin();
        (_examined, _blockEnd, _previous, _inTags, _quotedPrintable) = (0, 0, 0, false, 0);
    }

    public void BeginView(long sourceStart)
    {
        _parts.Begin(sourceStart);
        (_taken, _made) = (sourceStart, 0);
    }

    public bool TryFindChange(ReadOnlySpan<byte> text, bool last, out int at)
    {
        (at, _lead) = (0, -1);
        while (at < text.Length)
        {
            var next = FindNext(text, at, last, out var stop);
            Pass(text, ref at, stop);
            if (next is Next.End or Next.NeedMore)
                break;
            if (next == Next.Stretch)
                return Found(_runs.IsInside);
            var escape = Read(text, at, last);
            if (escape.Status == EscapeStatus.Decoded)
                return Found(inside: false);
            if (escape.Status == EscapeStatus.NeedMore)
                break;
            Pass(text, ref at, at + escape.Length);
        }

        (_examined, _blockEnd) = (Math.Max(0, _examined - at), Math.Max(0, _blockEnd - at));
        return false;
    }

    public DecodeStep Decode(ReadOnlySpan<byte> input, byte previous, bool last, Span<byte> output)
    {
        var (consumed, written, change) = (0, 0, 0);
        (_lead, _previous) = (-1, previous);
        _kept.Begin();
        while (consumed < input.Length)
        {
            var next = FindNext(input, consumed, last, out var stop);
            input[consumed..stop].CopyTo(output[written..]);
            _kept.Add(consumed, written, stop - consumed);
            written += stop - consumed;
            Pass(input, ref consumed, stop);
            if (next is Next.End or Next.NeedMore)
                break;
            var step = next == Next.Stretch
                ? DecodeStretch(input[consumed..], output[written..], last)
                : DecodeEscape(input, consumed, output[written..], last);
            if (step.Consumed < 0)
                break;
            if (step.LastChange == 0)
                _kept.Add(consumed, written, step.Written);
            consumed += step.Consumed;
            written += step.Written;
            if (step.Written > 0)
                _previous = output[written - 1];
            if (step.LastChange == 0)
                continue;
            (change, _examined) = (consumed, Math.Max(_examined, consumed));
            _parts.Add(new DecodedPart(_made + written - step.Written, _made + written, _taken + consumed, _kind));
        }

        _kept.Close();
        (_examined, _blockEnd) = (Math.Max(0, _examined - consumed), Math.Max(0, _blockEnd - consumed));
        (_taken, _made) = (_taken + consumed, _made + written);
        return new DecodeStep(consumed, written, change);
    }

    private EscapeContext Context => new(_previous, _inTags, _quotedPrintable > 0);

    // A stretch that goes on is decoded from here; anything else is found anew, from some bytes before it.
    private bool Found(bool inside)
    {
        if (inside)
            (_examined, _blockEnd) = (0, 0);
        else
            Begin();
        ChangesInside = inside;
        return true;
    }

    private Next FindNext(ReadOnlySpan<byte> text, int from, bool last, out int stop)
    {
        if (_lead < from)
            _lead = FindLead(text, from);

        if (_examined < from)
        {
            // An escape reached into what looked like a stretch.
            _runs.Forget();
            _examined = from;
        }

        var found = _examined <= _lead ? _runs.Find(text, ref _examined, _lead, last) : false;
        stop = found == false ? _lead : Math.Min(_lead, _examined);
        if (found != false && _examined <= _lead)
            return found == true ? Next.Stretch : Next.NeedMore;
        return stop == text.Length ? Next.End : Next.Escape;
    }

    private int FindLead(ReadOnlySpan<byte> text, int from)
    {
        if (_isNoise && from < _blockEnd)
        {
            var end = Math.Min(_blockEnd, text.Length);
            var inNoise = text[from..end].IndexOfAny(LeadsInNoise);
            if (inNoise >= 0)
                return from + inNoise;
            from = end;
        }

        var lead = text[from..].IndexOfAny(_leads);
        return lead < 0 ? text.Length : from + lead;
    }

    // In a picture half the bytes look like the start of something; there, only what is spelt in ASCII counts.
    private Escape Read(ReadOnlySpan<byte> text, int at, bool last)
    {
        if (text[at] is >= 0x80 or < 0x20 && at >= _blockEnd)
        {
            var block = text[at..Math.Min(text.Length, at + NoiseBlock)];
            if (block.Length < NoiseBlock && !last)
                return Escape.NeedMore;
            (_blockEnd, _isNoise) = (at + NoiseBlock, TextLikeness.IsNoise(block));
            if (_isNoise)
                return Escape.None;
        }

        return EscapeReader.Read(text[at..], Context, last);
    }

    private void Pass(ReadOnlySpan<byte> text, ref int at, int stop)
    {
        if (stop == at)
            return;
        _quotedPrintable -= Math.Min(_quotedPrintable, stop - at);
        (_previous, _inTags, at) = (text[stop - 1], false, stop);
    }

    private DecodeStep DecodeStretch(ReadOnlySpan<byte> text, Span<byte> output, bool last)
    {
        var kind = _runs.Encoding;
        var step = _runs.Decode(text, output, last);
        if (step.Consumed == 0)
            return _runs.IsIdle ? default : new DecodeStep(-1, 0, 0);
        _kind = kind;
        return step;
    }

    private DecodeStep DecodeEscape(ReadOnlySpan<byte> input, int at, Span<byte> output, bool last)
    {
        var text = input[at..];
        var escape = Read(input, at, last);
        if (escape.Status == EscapeStatus.NeedMore)
            return new DecodeStep(-1, 0, 0);
        if (escape.Status == EscapeStatus.None)
        {
            text[..escape.Length].CopyTo(output);
            (_inTags, _quotedPrintable) = (false, Math.Max(0, _quotedPrintable - escape.Length));
            return new DecodeStep(escape.Length, escape.Length, 0);
        }

        var kind = EscapeReader.KindOf(text[0]);
        _kind = kind;
        _inTags = escape.IsTag;
        _quotedPrintable = kind == EncodingKind.QuotedPrintable ? QuotedPrintable.LineLength : Math.Max(0, _quotedPrintable - escape.Length);
        // What goes on with letters is looked at when they are whole; so are lines that are parted by doubly escaped breaks.
        if (escape.Value is < 0 or '\\' or '-' or '_' || char.IsAsciiLetterOrDigit((char)escape.Value))
        {
            var examined = Math.Max(0, _examined - at - escape.Length);
            _runs.SkipLetters(text[escape.Length..], ref examined);
            _examined = at + escape.Length + examined;
        }

        return new DecodeStep(escape.Length, escape.Write(output), escape.Length);
    }
}
