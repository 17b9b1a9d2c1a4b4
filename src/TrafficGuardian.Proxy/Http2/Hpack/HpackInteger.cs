namespace TrafficGuardian.Proxy.Http2.Hpack;

/// <summary>Integers with a prefix (RFC 7541 section 5.1).</summary>
internal static class HpackInteger
{
    /// <summary>Bytes behind the prefix that are followed: enough for every length that a head can have.</summary>
    private const int MaxContinuation = 4;

    /// <summary>Takes one integer off the front of <paramref name="input"/>.</summary>
    /// <param name="input">Begins with the byte that holds the prefix.</param>
    /// <param name="prefixBits">1 to 8.</param>
    /// <param name="value">0 to 2^28 + 254.</param>
    /// <returns>False where the integer is cut off or longer than any that is useful.</returns>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> input, int prefixBits, out int value)
    {
        value = 0;
        if (input.IsEmpty)
        {
            return false;
        }

        int prefix = (1 << prefixBits) - 1;
        value = input[0] & prefix;
        input = input[1..];
        if (value < prefix)
        {
            return true;
        }

        for (int i = 0; i < MaxContinuation && i < input.Length; i++)
        {
            value += (input[i] & 0x7F) << (7 * i);
            if (input[i] < 0x80)
            {
                input = input[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
