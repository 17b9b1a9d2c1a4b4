namespace TrafficGuardian.Detection.Validators;

/// <summary>Finds the number of a payment card: a length and a beginning that an issuer uses (ISO/IEC 7812), and the check digit of Luhn.</summary>
internal static class CardNumber
{
    private const int Shortest = 13;
    private const int Longest = 19;

    /// <summary>Whether the last run of digits, blanks and hyphens is one.</summary>
    public static bool Is(ReadOnlySpan<byte> value)
    {
        Span<byte> digits = stackalloc byte[Longest];
        var at = digits.Length;
        for (var i = value.Length - 1; i >= 0; i--)
        {
            if (value[i] is (byte)' ' or (byte)'-')
                continue;
            if (!char.IsAsciiDigit((char)value[i]))
                break;
            if (at == 0)
                return false;
            digits[--at] = (byte)(value[i] - '0');
        }

        var number = digits[at..];
        return number.Length >= Shortest && IsOfIssuer(number) && HasCheckDigit(number) && (Different(number) > 3 || Placeholder.IsSample(value));
    }

    private static bool IsOfIssuer(ReadOnlySpan<byte> number)
    {
        var six = 0;
        foreach (var digit in number[..6])
            six = six * 10 + digit;
        var (four, three, two) = (six / 100, six / 1000, six / 10_000);
        return number.Length switch
        {
            13 or 19 when two / 10 == 4 => true,
            14 => three is >= 300 and <= 305 || two is 36 or 38,
            15 => two is 34 or 37,
            16 => two / 10 == 4 || two is >= 51 and <= 55 || four is >= 2221 and <= 2720 || four == 6011 || two == 65
                || three is >= 644 and <= 649 || four is >= 3528 and <= 3589 || two is 36 or 38 || IsUnionPay(four) || two is 50 or >= 56 and <= 58,
            17 or 18 or 19 => IsUnionPay(four) || two is 50 or >= 56 and <= 58 || four == 6011 || two == 65,
            _ => false,
        };
    }

    private static bool IsUnionPay(int four) => four is >= 6200 and <= 6299 or >= 8100 and <= 8171;

    private static bool HasCheckDigit(ReadOnlySpan<byte> number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = (int)number[^(i + 1)];
            if (i % 2 == 1)
                digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    private static int Different(ReadOnlySpan<byte> number)
    {
        var seen = 0;
        foreach (var digit in number)
            seen |= 1 << digit;
        return System.Numerics.BitOperations.PopCount((uint)seen);
    }
}
