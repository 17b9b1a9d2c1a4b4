using System.Buffers.Binary;

namespace TrafficGuardian.Proxy.Http2.Hpack;

/// <summary>
/// The Huffman code of RFC 7541 appendix B. It is canonical: codes ascend with their length, then with their symbol,
/// so the lengths say everything.
/// </summary>
internal static class HpackHuffman
{
    private const int EndOfString = 256;
    private const int MaxLength = 30;
    private const int ShortLength = 8;

    /// <summary>Symbols ordered by code.</summary>
    private static readonly ushort[] Symbols = [.. Enumerable.Range(0, 257).OrderBy(s => CodeLengths[s]).Select(s => (ushort)s)];

    /// <summary>By code length: the first code beyond that length, aligned to the left of 32 bits.</summary>
    private static readonly ulong[] Limits = new ulong[MaxLength + 1];

    /// <summary>By code length: the place in <see cref="Symbols"/> of a code, less the code itself.</summary>
    private static readonly int[] Offsets = new int[MaxLength + 1];

    /// <summary>By the next eight bits: the length of the code that they begin with, 0 where it is longer than they are.</summary>
    private static readonly byte[] ShortLengths = new byte[1 << ShortLength];

    static HpackHuffman()
    {
        uint code = 0;
        int place = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            Offsets[length] = place - (int)code;
            for (; place < Symbols.Length && CodeLengths[Symbols[place]] == length; place++, code++)
            {
                if (length <= ShortLength)
                {
                    int spare = ShortLength - length;
                    ShortLengths.AsSpan((int)code << spare, 1 << spare).Fill((byte)length);
                }
            }

            Limits[length] = (ulong)code << (32 - length);
            code <<= 1;
        }
    }

    /// <summary>Code lengths in bits, by symbol; the last is the end of the string.</summary>
    internal static ReadOnlySpan<byte> CodeLengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>The most bytes that <paramref name="length"/> coded bytes can stand for: the shortest code has five bits.</summary>
    public static int MaxDecoded(int length) => (int)(length * 8L / 5);

    /// <summary>Decodes a whole string (RFC 7541 section 5.2).</summary>
    /// <param name="input">The coded string.</param>
    /// <param name="output">At least <see cref="MaxDecoded"/> bytes.</param>
    /// <param name="written">How much of <paramref name="output"/> was filled.</param>
    /// <returns>False where the string holds an end of string, or its padding is too long or not all ones.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        long totalBits = input.Length * 8L;
        for (long bit = 0; bit < totalBits;)
        {
            uint window = Window(input, bit);
            int length = Length(window);
            if (length > totalBits - bit)
            {
                int spare = 32 - (int)(totalBits - bit);
                return spare > 24 && window >> spare == uint.MaxValue >> spare;
            }

            int symbol = Symbols[(int)(window >> (32 - length)) + Offsets[length]];
            if (symbol == EndOfString)
            {
                return false;
            }

            output[written++] = (byte)symbol;
            bit += length;
        }

        return true;
    }

    /// <summary>The 32 bits from <paramref name="bit"/> on, ones behind the end.</summary>
    private static uint Window(ReadOnlySpan<byte> input, long bit)
    {
        ReadOnlySpan<byte> rest = input[(int)(bit >> 3)..];
        ulong bits = 0;
        if (rest.Length >= sizeof(ulong))
        {
            bits = BinaryPrimitives.ReadUInt64BigEndian(rest);
        }
        else
        {
            for (int i = 0; i < sizeof(ulong); i++)
            {
                bits = (bits << 8) | (i < rest.Length ? rest[i] : byte.MaxValue);
            }
        }

        return (uint)(bits >> (32 - (int)(bit & 7)));
    }

    private static int Length(uint window)
    {
        int length = ShortLengths[window >> (32 - ShortLength)];
        if (length == 0)
        {
            for (length = ShortLength + 1; window >= Limits[length]; length++)
            {
            }
        }

        return length;
    }
}
