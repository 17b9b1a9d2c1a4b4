using System.Buffers;

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

    private static readonly SearchValues<byte> Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8);

    private readonly DigitStretch _digits = new(packed);
    private State _state;

    /// <summary>Forgets what came before.</summary>
    public void Begin()
    {
        packed?.Drop();
        _state = default;
    }

    /// <summary>Whether what is decoded next goes on with a stretch that was begun before.</summary>
    public bool IsInside => _state.Mode == Mode.Digits ? _digits.IsInside : _state.IsStarted;

    /// <summary>Whether no stretch is being followed.</summary>
    public bool IsIdle => _state.Mode == Mode.None;

    /// <summary>What the stretch that is decoded is.</summary>
    public EncodingKind Encoding => _state.Mode switch
    {
        Mode.Digits => _digits.Kind.Name,
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
                Mode.Digits => LookAtDigits(text, ref at, last),
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
            return DecodeDigits(text, output, last);
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
            _state.IsStarted = true;
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
                BeginDigits(kind, isText: true);
                return true;
            }

            var sign = stretch[from..].IndexOfAny("+/-_"u8);
            from = sign < 0 ? length : from + sign + 1;
        }

        // In a stretch as short as a name or a hash text would stand at the start.
        if (!OpenPacked(stretch) && length < ShortStretch)
            return Pass(ref at, length);
        BeginDigits(DigitKind.Base64, isText: false);
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

    private void BeginDigits(DigitKind kind, bool isText)
    {
        _digits.Begin(kind, isText);
        _state = new State { Mode = Mode.Digits };
    }

    private bool? LookAtDigits(ReadOnlySpan<byte> text, ref int at, bool last)
    {
        var found = _digits.Find(text, ref at, last);
        if (_digits.IsOver)
            _state = default;
        return found;
    }

    private DecodeStep DecodeDigits(ReadOnlySpan<byte> text, Span<byte> output, bool last)
    {
        var step = _digits.Decode(text, output, last);
        if (_digits.IsOver)
            _state = default;
        return step;
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
        public NumberStyle Style;

        // Whether an item of a list was decoded.
        public bool IsStarted;
    }
}
