namespace TrafficGuardian.Detection.Validators;

/// <summary>Finds an international account number: a country, its length (ISO 13616), and the remainder of 1 modulo 97.</summary>
internal static class Iban
{
    private const int Longest = 34;
    private const int Shortest = 15;

    private const string Lengths =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18"
        + "GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23"
        + "PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    /// <summary>Whether the last run of letters, digits, blanks and hyphens ends with one.</summary>
    public static bool Is(ReadOnlySpan<byte> value)
    {
        Span<byte> characters = stackalloc byte[Longest];
        var at = characters.Length;
        for (var i = value.Length - 1; i >= 0 && at > 0; i--)
        {
            if (value[i] is (byte)' ' or (byte)'-')
                continue;
            if (!char.IsAsciiLetterOrDigit((char)value[i]))
                break;
            characters[--at] = char.IsAsciiLetter((char)value[i]) ? (byte)(value[i] & 0xDF) : value[i];
            if (IsOne(characters[at..]))
                return true;
        }

        return false;
    }

    private static bool IsOne(ReadOnlySpan<byte> text)
    {
        if (text.Length < Shortest || !char.IsAsciiLetter((char)text[0]) || !char.IsAsciiLetter((char)text[1]))
            return false;
        for (var i = 0; i < Lengths.Length; i += 4)
        {
            if (Lengths[i] == text[0] && Lengths[i + 1] == text[1])
                return text.Length == (Lengths[i + 2] - '0') * 10 + Lengths[i + 3] - '0' && Remainder(text) == 1;
        }

        return false;
    }

    // The first four characters move to the end; letters count from 10.
    private static int Remainder(ReadOnlySpan<byte> text)
    {
        var remainder = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[(i + 4) % text.Length];
            remainder = char.IsAsciiDigit((char)b) ? (remainder * 10 + b - '0') % 97 : (remainder * 100 + b - 'A' + 10) % 97;
        }

        return remainder;
    }
}
