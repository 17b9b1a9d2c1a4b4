namespace TrafficGuardian.Detection.Decoding;

/// <summary>Reads a bounded piece of a stretch of digits, over line breaks, dots and escaped digits inside it.</summary>
internal ref struct DigitSegment
{
    /// <summary>Most digits of a segment; of every kind they make whole bytes.</summary>
    public const int MostDigits = 64;

    private const int LookAhead = 16;
    private const int FewestAfterPlus = 4;
    private const int ShortLabel = 16;

    private readonly Span<byte> _values;

    public DigitSegment(Span<byte> values) => _values = values;

    /// <summary>Digits read.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the text that they take.</summary>
    public int Length { get; private set; }

    /// <summary>Whether no further digit follows.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>Reads on; false where more text is needed to tell.</summary>
    /// <param name="text">What begins with the segment.</param>
    /// <param name="kind">What the digits are.</param>
    /// <param name="mayJoin">Whether the text before was decoded, so that breaks, dots and escapes may part the digits.</param>
    /// <param name="last">Whether nothing follows the text.</param>
    public bool Read(ReadOnlySpan<byte> text, DigitKind kind, bool mayJoin, bool last)
    {
        while (Count < MostDigits)
        {
            if (Length == text.Length)
            {
                IsEnd = last;
                return last;
            }

            var value = kind.ValueOf(text[Length]);
            if (value != DigitKind.NoDigit)
            {
                _values[Count++] = value;
                Length++;
                continue;
            }

            var joined = mayJoin ? Join(text[Length..], kind, last) : 0;
            if (joined < 0)
                return false;
            if (joined == 0)
            {
                IsEnd = true;
                return true;
            }
        }

        // Whether the stretch ends with the segment has to be known, for nothing may come that tells it later.
        IsEnd = Length == text.Length;
        return !IsEnd || last;
    }

    // What stands between digits: bytes taken, 0 where the digits end here, -1 where more is needed.
    private int Join(ReadOnlySpan<byte> text, DigitKind kind, bool last)
    {
        if (text[0] == (byte)'.' && kind.IsDotted)
            return JoinLabel(text, kind, last);
        if (text[0] == (byte)' ' && kind.Name == EncodingKind.Base64)
            return JoinPlus(text, kind, last);
        var (at, breaks) = (0, 0);
        while (at < text.Length)
        {
            var escape = ReadCharacter(text[at..], last);
            if (escape.Status == EscapeStatus.NeedMore)
                return -1;
            if (escape.Status == EscapeStatus.None)
                break;
            if (escape.Value is '\r' or '\n' && ++breaks <= 2)
            {
                at += escape.Length;
                continue;
            }

            if (breaks > 0 || escape.Value is < 0 or > 0x7F || kind.ValueOf((byte)escape.Value) == DigitKind.NoDigit)
                break;
            _values[Count++] = kind.ValueOf((byte)escape.Value);
            Length += escape.Length;
            return escape.Length;
        }

        if (at == text.Length && !last)
            return -1;
        var goesOn = breaks > 0 ? GoesOn(text[at..], kind, LookAhead, last) : 0;
        if (goesOn <= 0)
            return goesOn;
        Length += at;
        return at;
    }

    private static Escape ReadCharacter(ReadOnlySpan<byte> text, bool last) => text[0] switch
    {
        (byte)'\r' or (byte)'\n' => Escape.OfByte(1, text[0]),
        (byte)'\\' or (byte)'%' or (byte)'&' => EscapeReader.Read(text, default, last),
        _ => Escape.None,
    };

    // A plus that was read as the space of a form.
    private int JoinPlus(ReadOnlySpan<byte> text, DigitKind kind, bool last)
    {
        _values[Count++] = kind.ValueOf((byte)'+');
        var goesOn = GoesOn(text[1..], kind, LookAhead, last, FewestAfterPlus);
        if (goesOn > 0)
            Length++;
        else
            Count--;
        return goesOn;
    }

    // A dot parts the labels of a host name. What pads the last digit tells where the encoded ones end.
    private int JoinLabel(ReadOnlySpan<byte> text, DigitKind kind, bool last)
    {
        var label = text[1..];
        var end = label.IndexOfAnyExcept(kind.Alphabet);
        if (end < 0)
        {
            if (!last && label.Length < MostDigits)
                return -1;
            end = label.Length;
        }

        var padding = Count * kind.Bits % 8;
        var isPadded = Count > 0 && padding < kind.Bits && (_values[Count - 1] & ((1 << padding) - 1)) == 0;
        if (end == 0 || (end < ShortLabel && isPadded && kind.Name != EncodingKind.Hex))
            return 0;
        if (end < label.Length && RunFinder.IsLetter(label[end]))
            return 0;
        var goesOn = GoesOn(label[..end], kind, end, last: true);
        if (goesOn > 0)
            Length++;
        return goesOn;
    }

    // Whether the digits that come now would be text after those that were read: 1, 0, or -1 where more is needed.
    private readonly int GoesOn(ReadOnlySpan<byte> text, DigitKind kind, int most, bool last, int fewest = 1)
    {
        Span<byte> values = stackalloc byte[MostDigits + LookAhead];
        Span<byte> bytes = stackalloc byte[MostDigits + LookAhead];
        // From the last whole byte on: eight digits are whole bytes of every kind.
        var kept = Count % 8;
        _values.Slice(Count - kept, kept).CopyTo(values);
        var count = kept;
        var at = 0;
        while (at < Math.Min(most, MostDigits) && at < text.Length && kind.ValueOf(text[at]) != DigitKind.NoDigit)
            values[count++] = kind.ValueOf(text[at++]);
        if (at == text.Length && at < most && !last)
            return -1;
        if (at < fewest)
            return 0;
        var before = kept * kind.Bits / 8;
        var written = kind.Decode(values[..count], bytes);
        return TextLikeness.GoesOn(bytes[before..written]) ? 1 : 0;
    }
}
