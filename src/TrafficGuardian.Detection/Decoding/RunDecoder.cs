using System.Buffers;
using System.Buffers.Text;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Finds and decodes stretches of encoded text: base64, base32, hexadecimal, lists of character codes and of letters.
/// Only what decodes to text is decoded, so noise stays as it is and costs no more than a look.
/// </summary>
internal sealed class RunDecoder(IPackedSink? packed)
{
    // Bytes of a stretch that are looked at to tell where encoded text begins in it.
    private const int Window = 128;
    private const int MostPhases = 4;
    private const int ShortStretch = 44;
    private const int BulkDigits = 1024;
    private const int FreshShare = 8;
    private const int BulkBytes = BulkDigits / 4 * 3;

    private static readonly SearchValues<byte> Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8);

    private State _state;

    /// <summary>Forgets what came before.</summary>
    public void Begin()
    {
        packed?.Drop();
        _state = default;
    }

    /// <summary>Whether what is decoded next goes on with a stretch that was begun before.</summary>
    public bool IsInside => _state.IsInside;

    /// <summary>Whether no stretch is being followed.</summary>
    public bool IsIdle => _state.Mode == Mode.None;

    /// <summary>What the stretch that is decoded is.</summary>
    public EncodingKind Encoding => _state.Mode switch
    {
        Mode.Digits => _state.Kind!.Name,
        Mode.Numbers => EncodingKind.Codes,
        _ => EncodingKind.Letters,
    };

    /// <summary>Leaves the letters that come next as they are.</summary>
    /// <param name="text">What begins with them.</param>
    /// <param name="examined">Up to where stretches were looked for in it.</param>
    public void SkipLetters(ReadOnlySpan<byte> text, ref int examined)
    {
        var length = text.IndexOfAnyExcept(Letters);
        if (length >= 0 && IsIdle)
        {
            examined = Math.Max(examined, length);
            return;
        }

        Begin();
        (_state.Mode, examined) = (Mode.Skip, 0);
    }

    /// <summary>Goes on to the next place where something is to be decoded.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where to look from; then that place, or how far everything is known to stay as it is.</param>
    /// <param name="until">How far to look; a stretch that begins before it is looked at further.</param>
    /// <param name="last">Whether nothing follows the text.</param>
    /// <returns>Whether there is such a place; null where more text is needed to tell.</returns>
    public bool? Find(ReadOnlySpan<byte> text, ref int at, int until, bool last)
    {
        while (at < text.Length && (at <= until || _state.Mode != Mode.None))
        {
            var found = _state.Mode switch
            {
                Mode.None => FindStretch(text, ref at, until, last),
                Mode.Skip => Skip(text, ref at),
                Mode.Digits => LookAtSegment(text, ref at, last),
                _ => true,
            };
            if (found != false)
                return found;
        }

        return false;
    }

    /// <summary>Decodes a piece of what <see cref="Find"/> found, which begins the text.</summary>
    /// <returns>What was taken and written; nothing where more text is needed, or where the stretch ends here.</returns>
    public DecodeStep Decode(ReadOnlySpan<byte> text, Span<byte> output, bool last)
    {
        if (_state.Mode == Mode.Digits)
            return DecodeSegment(text, output, last);
        var (consumed, written) = (0, 0);
        while (true)
        {
            var item = _state.Mode == Mode.Numbers
                ? NumberList.Read(text[consumed..], _state.Style, !_state.IsStarted, last)
                : LetterList.Read(text[consumed..], !_state.IsStarted, last);
            if (item.Status == EscapeStatus.None)
                _state = default;
            if (item.Status != EscapeStatus.Decoded)
                return new DecodeStep(consumed, written, consumed);
            _state.IsStarted = _state.IsInside = true;
            consumed += item.Length;
            written += item.Write(output[written..]);
        }
    }

    /// <summary>Forgets a stretch that was found but not yet decoded, so that it is found anew from a place before it.</summary>
    public void Forget() => Begin();

    private bool? FindStretch(ReadOnlySpan<byte> text, ref int at, int until, bool last)
    {
        if (!RunFinder.TryFind(text, at, last, out at))
            return last ? false : null;
        if (at > until)
            return false;
        var rest = text[at..];
        if (!RunFinder.IsLetter(rest[0]))
            return FindList(text, ref at, last);
        var length = rest[..Math.Min(rest.Length, Window)].IndexOfAnyExcept(Letters);
        if (length < 0)
        {
            if (rest.Length < Window && !last)
                return null;
            length = Math.Min(rest.Length, Window);
        }

        if (length >= RunFinder.FewestLetters)
            return FindDigits(text, ref at, length, last);
        return RunFinder.IsOfList(rest[0]) ? FindList(text, ref at, last) : Pass(ref at, length);
    }

    private bool? FindList(ReadOnlySpan<byte> text, ref int at, bool last)
    {
        if (text[at] == (byte)'"')
        {
            var begins = LetterList.Begins(text[at..], last);
            if (begins == false)
                at++;
            else if (begins == true)
                _state = new State { Mode = Mode.Letters };
            return begins;
        }

        if (!RunFinder.IsOfList(text[at]))
            return Pass(ref at, 1);
        var style = NumberList.Find(text[at..], last, out var start);
        at += start;
        if (style is null or NumberStyle.None)
            return style is null ? null : Pass(ref at, start == 0 ? 1 : 0);
        _state = new State { Mode = Mode.Numbers, Style = style.Value };
        return true;
    }

    // Where something is glued to encoded text, the text begins behind a sign or a few letters later.
    private bool? FindDigits(ReadOnlySpan<byte> text, ref int at, int length, bool last)
    {
        var stretch = text.Slice(at, length);
        if (RunFinder.IsOfList(stretch[0]) && stretch[..RunFinder.FewestLetters].Contains((byte)'-'))
        {
            var listAt = at;
            var found = FindList(text, ref at, last);
            if (found != false)
                return found;
            at = listAt;
        }

        var heads = DigitHeads.In(text[at..], length);
        for (var from = 0; heads >> from != 0 && from + RunFinder.FewestLetters <= length;)
        {
            for (var phase = 0; phase < (from == 0 ? MostPhases : 1); phase++)
            {
                if ((heads >> (from + phase) & 1) == 0 || DigitKind.OfHead(stretch[(from + phase)..], phase) is not { } kind)
                    continue;
                if (IsCutByEscape(text[(at + length)..], kind, last, length < Window, out var needMore))
                    return needMore ? null : SkipStretch(ref at, length);
                at += from + phase;
                _state = new State { Mode = Mode.Digits, Kind = kind, IsText = true };
                return true;
            }

            var sign = stretch[from..].IndexOfAny("+/-_"u8);
            from = sign < 0 ? length : from + sign + 1;
        }

        // In a stretch as short as a name or a hash text would stand at the start.
        if (!OpenPacked(stretch) && length < ShortStretch)
            return Pass(ref at, length);
        _state = new State { Mode = Mode.Digits, Kind = DigitKind.Base64 };
        return false;
    }

    private bool OpenPacked(ReadOnlySpan<byte> stretch)
    {
        Span<byte> values = stackalloc byte[4];
        Span<byte> head = stackalloc byte[3];
        for (var i = 0; i < values.Length; i++)
            values[i] = DigitKind.Base64.ValueOf(stretch[i]);
        DigitKind.Base64.Decode(values, head);
        return packed?.Open(head) == true;
    }

    // A letter of the stretch that is still escaped is undone first, and the stretch looked at in the view of that.
    private static bool IsCutByEscape(ReadOnlySpan<byte> text, DigitKind kind, bool last, bool endsHere, out bool needMore)
    {
        needMore = false;
        if (!endsHere || text.IsEmpty || text[0] is not ((byte)'\\' or (byte)'%' or (byte)'&' or >= 0x80))
            return false;
        var escape = EscapeReader.Read(text, new EscapeContext((byte)'a'), last);
        needMore = escape.Status == EscapeStatus.NeedMore;
        if (needMore || escape.Status == EscapeStatus.None)
            return needMore;
        // Signs are read with the stretch, as encoders of JSON and of forms escape them. A backslash escapes a line break.
        return escape.Value is < 0 or '\\' || text[0] >= 0x80
            || (escape.Value is >= '0' and <= 'z' and not ('=' or '_' or '\\') && kind.ValueOf((byte)escape.Value) != DigitKind.NoDigit);
    }

    private bool SkipStretch(ref int at, int length)
    {
        _state.Mode = Mode.Skip;
        return Pass(ref at, length);
    }

    private static bool Pass(ref int at, int length)
    {
        at += length;
        return false;
    }

    private bool? Skip(ReadOnlySpan<byte> text, ref int at)
    {
        var length = text[at..].IndexOfAnyExcept(Letters);
        at = length < 0 ? text.Length : at + length;
        if (length >= 0)
            _state = default;
        return false;
    }

    private bool? LookAtSegment(ReadOnlySpan<byte> text, ref int at, bool last)
    {
        if (!_state.IsText && _state.Kind == DigitKind.Base64)
        {
            var bulk = LookAtBulk(text[at..]);
            if (bulk != 0)
                return Pass(ref at, bulk);
        }

        Span<byte> values = stackalloc byte[DigitSegment.MostDigits];
        Span<byte> bytes = stackalloc byte[DigitSegment.MostDigits];
        var segment = new DigitSegment(values);
        if (!segment.Read(text[at..], _state.Kind!, _state.IsText, last))
            return null;
        var written = _state.Kind!.Decode(values[..segment.Count], bytes);
        if (segment.Count > 0 && HoldsText(bytes[..written], segment.IsEnd))
            return true;
        packed?.Write(bytes[..written]);
        _state.Before = Math.Min(written, TextLikeness.PrintableAtEnd(bytes[..written]));
        (_state.IsText, _state.IsInside) = (false, true);
        if (segment.IsEnd)
            End();
        return Pass(ref at, segment.Length);
    }

    private bool HoldsText(ReadOnlySpan<byte> bytes, bool isEnd) =>
        _state.IsText && bytes.Length < TextLikeness.LongRun
            ? isEnd || TextLikeness.HoldsText(bytes, TextLikeness.LongRun, isEnd)
            : TextLikeness.HoldsText(bytes, _state.Before, isEnd);

    // How many digits make whole segments that hold no text; 0 where a closer look is needed.
    private int LookAtBulk(ReadOnlySpan<byte> text)
    {
        var most = _state.IsFresh ? BulkDigits / FreshShare : BulkDigits;
        var length = text[..Math.Min(text.Length, most)].IndexOfAnyExcept(Letters);
        if (length < 0)
            length = Math.Min(text.Length, most);

        // The digits at the end are looked at closely: what follows them may go on with them.
        var beyond = length % DigitSegment.MostDigits;
        var digits = text[..(length - (beyond == 0 && length == text.Length ? Math.Min(length, DigitSegment.MostDigits) : beyond))];
        Span<byte> buffer = stackalloc byte[BulkBytes];
        var bytes = buffer[..(digits.Length / 4 * 3)];
        if (digits.IsEmpty || (Base64.DecodeFromUtf8(digits, bytes, out _, out _, isFinalBlock: false) != OperationStatus.Done
            && Base64Url.DecodeFromUtf8(digits, bytes, out _, out _, isFinalBlock: false) != OperationStatus.Done))
        {
            return 0;
        }

        const int InSegment = DigitSegment.MostDigits / 4 * 3;
        var at = 0;
        for (; at < bytes.Length; at += InSegment)
        {
            var segment = bytes.Slice(at, InSegment);
            if (TextLikeness.HoldsText(segment, _state.Before, isEnd: false))
                break;
            _state.Before = TextLikeness.PrintableAtEnd(segment);
        }

        if (at == 0)
            return 0;
        packed?.Write(bytes[..at]);
        _state.IsInside = true;
        _state.IsFresh = at < bytes.Length;
        return at / 3 * 4;
    }

    private DecodeStep DecodeSegment(ReadOnlySpan<byte> text, Span<byte> output, bool last)
    {
        Span<byte> values = stackalloc byte[DigitSegment.MostDigits];
        var segment = new DigitSegment(values);
        if (!segment.Read(text, _state.Kind!, _state.IsText, last))
            return default;
        var written = _state.Kind!.Decode(values[..segment.Count], output);
        packed?.Write(output[..written]);
        _state.Before = TextLikeness.PrintableAtEnd(output[..written]);
        (_state.IsText, _state.IsInside) = (true, true);
        var length = segment.Length;
        if (segment.IsEnd)
        {
            // What follows encoded labels of a host name does not go on with them.
            if (_state.Kind!.IsDotted && length < text.Length && text[length] == (byte)'.')
                (output[written++], length) = ((byte)' ', length + 1);
            End();
        }

        return new DecodeStep(length, written, length);
    }

    private void End()
    {
        packed?.Close();
        _state = default;
    }

    private enum Mode
    {
        None,
        Skip,
        Digits,
        Numbers,
        Letters,
    }

    private struct State
    {
        public Mode Mode;
        public DigitKind? Kind;
        public NumberStyle Style;

        // Whether the digits before were decoded.
        public bool IsText;
        public bool IsStarted;
        public bool IsInside;

        // Whether text was found a moment ago, so that more of it may follow soon.
        public bool IsFresh;

        // Printable bytes at the end of what came before.
        public int Before;
    }
}
