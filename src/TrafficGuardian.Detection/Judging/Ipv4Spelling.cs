namespace TrafficGuardian.Detection.Judging;

/// <summary>Reads IPv4 addresses as inet_aton does: one to four parts, each decimal, octal (<c>0</c>) or hexadecimal (<c>0x</c>).</summary>
internal static class Ipv4Spelling
{
    private const int Parts = 4;

    /// <summary>Reads all of a host as an address.</summary>
    /// <param name="host">The host, lower case.</param>
    /// <param name="address">The address.</param>
    /// <param name="isPlain">Whether it is written as four decimal numbers without leading zeros.</param>
    public static bool TryRead(ReadOnlySpan<char> host, out uint address, out bool isPlain)
    {
        (address, isPlain) = (0, true);
        if (host.IsEmpty || !char.IsAsciiDigit(host[0]))
            return false;
        var count = 0;
        while (true)
        {
            var dot = host.IndexOf('.');
            var part = dot < 0 ? host : host[..dot];
            if (!TryReadPart(part, out var value, out var isDecimal))
                return false;
            count++;
            isPlain &= isDecimal;
            if (dot < 0)
            {
                // The last part fills what is left.
                isPlain &= count == Parts;
                var bits = 8 * (Parts - count + 1);
                if (bits < 32 && value >> bits != 0)
                    return false;
                address = bits == 32 ? (uint)value : (address << bits) | (uint)value;
                return true;
            }

            if (count == Parts || value > byte.MaxValue)
                return false;
            address = (address << 8) | (uint)value;
            host = host[(dot + 1)..];
        }
    }

    /// <summary>Reads four decimal numbers with dots or hyphens between them at the start of a text.</summary>
    public static bool TryReadFour(ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        for (var count = 0; count < Parts; count++)
        {
            var length = text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var digits ? digits : text.Length;
            if (length is 0 or > 3 || !byte.TryParse(text[..length], out var value))
                return false;
            address = (address << 8) | value;
            text = text[length..];
            if (count == Parts - 1)
                return text.IsEmpty || text[0] is '.' or '-';
            if (text.IsEmpty || text[0] is not ('.' or '-'))
                return false;
            text = text[1..];
        }

        return false;
    }

    private static bool TryReadPart(ReadOnlySpan<char> part, out ulong value, out bool isDecimal)
    {
        (value, isDecimal) = (0, false);
        if (part.IsEmpty)
            return false;
        var radix = part.StartsWith("0x") ? 16u : part[0] == '0' && part.Length > 1 ? 8u : 10u;
        isDecimal = radix == 10;
        if (radix == 16 && part.Length == 2)
            return false;
        foreach (var c in radix == 16 ? part[2..] : part)
        {
            var digit = char.IsAsciiHexDigitLower(c) ? (uint)(char.IsAsciiDigit(c) ? c - '0' : c - 'a' + 10) : radix;
            if (digit >= radix || value > uint.MaxValue)
                return false;
            value = (value * radix) + digit;
        }

        return value <= uint.MaxValue;
    }
}
