namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Text as a list of its character codes: <c>115, 107, 45</c>, <c>0x73 0x6b 0x2d</c>, <c>73:6b:2d</c>, <c>73-6b-2d</c>.
/// </summary>
internal static class NumberList
{
    private const int Fewest = 8;
    private const int LongestToken = 4;
    private const int MostSeparators = 2;

    /// <summary>Looks for a list in a stretch.</summary>
    /// <param name="text">What begins with the stretch.</param>
    /// <param name="last">Whether nothing follows the text.</param>
    /// <param name="at">Where the list begins; where there is none, where to look on.</param>
    /// <returns>Its style, or <see cref="NumberStyle.None"/>; null where more is needed.</returns>
    public static NumberStyle? Find(ReadOnlySpan<byte> text, bool last, out int at)
    {
        Span<int> counts = stackalloc int[4];
        Span<int> starts = stackalloc int[4];
        var (position, unparted) = (0, 0);
        while (position < text.Length && RunFinder.IsOfList(text[position]))
        {
            var token = TokenLength(text[position..]);
            if (token > LongestToken)
            {
                token = RunFinder.LettersIn(text[position..]);
                if (token >= RunFinder.FewestLetters && position > 0)
                {
                    // No number; perhaps the beginning of something else.
                    at = position;
                    return NumberStyle.None;
                }
            }

            var separators = SeparatorLength(text[Math.Min(text.Length, position + token)..]);
            if (position + token + separators == text.Length && !last)
            {
                at = Earliest(counts, starts, position);
                return null;
            }

            Count(text.Slice(position, token), position, counts, starts);
            var found = Choose(counts, text[Math.Min(position + token, text.Length - 1)]);
            if (found != NumberStyle.None)
            {
                at = starts[(int)found];
                return found;
            }

            if (separators is 0 or > MostSeparators)
                counts.Clear();
            unparted = separators == 0 ? token : 0;
            position += Math.Max(1, token + separators);
        }

        // What stands directly before the end may be the beginning of something else.
        at = position - unparted;
        return NumberStyle.None;
    }

    /// <summary>Reads one number with the separators before it.</summary>
    public static Escape Read(ReadOnlySpan<byte> text, NumberStyle style, bool isFirst, bool last)
    {
        var separators = isFirst ? 0 : SeparatorLength(text);
        if (separators == text.Length && !last)
            return Escape.NeedMore;
        if (separators is > MostSeparators || (separators == 0 && !isFirst))
            return Escape.None;
        var token = TokenLength(text[separators..]);
        if (separators + token == text.Length && !last && token <= LongestToken)
            return Escape.NeedMore;
        var value = ValueOf(text.Slice(separators, token), style);
        return value < 0 ? Escape.None : Escape.OfByte(separators + token, value);
    }

    // Goes on with the lists of those styles in which the token is a letter, and ends the others.
    private static void Count(ReadOnlySpan<byte> token, int position, Span<int> counts, Span<int> starts)
    {
        if (token.Length is 0 or > LongestToken)
        {
            counts.Clear();
            return;
        }

        for (var style = NumberStyle.Decimal; style <= NumberStyle.Prefixed; style++)
        {
            if (ValueOf(token, style) < 0)
                counts[(int)style] = 0;
            else if (counts[(int)style]++ == 0)
                starts[(int)style] = position;
        }
    }

    private static NumberStyle Choose(ReadOnlySpan<int> counts, byte separator)
    {
        var (dec, pairs) = (counts[(int)NumberStyle.Decimal], counts[(int)NumberStyle.Pairs]);
        if (dec >= Fewest && (separator is (byte)',' or (byte)']' || pairs < Fewest))
            return NumberStyle.Decimal;
        if (pairs >= Fewest)
            return NumberStyle.Pairs;
        return counts[(int)NumberStyle.Prefixed] >= Fewest ? NumberStyle.Prefixed : NumberStyle.None;
    }

    private static int Earliest(ReadOnlySpan<int> counts, ReadOnlySpan<int> starts, int otherwise)
    {
        for (var style = 1; style < counts.Length; style++)
        {
            if (counts[style] > 0)
                otherwise = Math.Min(otherwise, starts[style]);
        }

        return otherwise;
    }

    private static int TokenLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < Math.Min(text.Length, LongestToken + 1) && char.IsAsciiLetterOrDigit((char)text[length]))
            length++;
        return length;
    }

    private static int SeparatorLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < Math.Min(text.Length, MostSeparators + 1) && text[length] is (byte)',' or (byte)' ' or (byte)':' or (byte)'-')
            length++;
        return length;
    }

    private static int ValueOf(ReadOnlySpan<byte> token, NumberStyle style)
    {
        var value = style switch
        {
            NumberStyle.Decimal when token.Length is 2 or 3 || (token.Length == 1 && token[0] is (byte)'9') => Decimal(token),
            NumberStyle.Pairs when token.Length == 2 => Hex(token),
            NumberStyle.Prefixed when token.Length == 4 && token[0] == (byte)'0' && (token[1] | 0x20) == 'x' => Hex(token[2..]),
            _ => -1,
        };
        return value is >= 0 and < 0x80 && TextLikeness.IsPrintable((byte)value) ? value : -1;
    }

    private static int Hex(ReadOnlySpan<byte> digits)
    {
        var (value, count) = HexDigits.Read(digits, 2);
        return count == 2 ? value : -1;
    }

    private static int Decimal(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
                return -1;
            value = 10 * value + digit - '0';
        }

        return value;
    }
}
