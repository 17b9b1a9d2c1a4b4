using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// The cheap signature of encoded text: finds where a stretch begins that could be base64, base32 or hexadecimal, a list of
/// numbers, or a list of single letters in quotes. Looks at 64 bytes at once.
/// </summary>
internal static class RunFinder
{
    /// <summary>Fewest characters of base64, base32 or plain hexadecimal that are looked at.</summary>
    public const int FewestLetters = 14;

    /// <summary>Fewest characters of a list of numbers.</summary>
    public const int FewestOfList = 23;

    private const byte InLetters = 0b1011_1111;
    private const byte InList = 0b0110_0011;
    private const byte InSeparators = 0b0100_0000;

    // Where a byte is looked up whole: what its class is of.
    private const byte OfLetters = 1;
    private const byte OfList = 2;
    private const byte OfQuotes = 4;
    private const byte OfSeparators = 8;

    private static readonly SearchValues<byte> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8);

    // Classes are products of low and high nibbles: digits; A-F; other letters of 4x and 6x; letters of 5x and 7x;
    // plus and slash; hyphen; space, comma and colon (also what separates); underscore.
    private static readonly Vector128<byte> LowNibbles = Vector128.Create(
        0x49, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0D, 0x0D, 0x0D, 0x4C, 0x14, 0x44, 0x24, 0x04, 0x94).AsByte();

    private static readonly Vector128<byte> HighNibbles = Vector128.Create(
        0x00, 0x00, 0x70, 0x41, 0x06, 0x88, 0x06, 0x08, 0, 0, 0, 0, 0, 0, 0, 0).AsByte();

    private static readonly ByteClasses Classes = new(static b =>
        (IsLetter(b) ? OfLetters : 0) | (char.IsAsciiHexDigit((char)b) || " ,:-xX"u8.Contains(b) ? OfList : 0)
        | (b == (byte)'"' ? OfQuotes : 0) | (" ,:"u8.Contains(b) ? OfSeparators : 0));

    /// <summary>Where the next candidate begins.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to look from; what stands before it does not count.</param>
    /// <param name="last">Whether nothing follows the text.</param>
    /// <param name="at">The candidate, or the place from which to look on with more text.</param>
    public static bool TryFind(ReadOnlySpan<byte> text, int from, bool last, out int at)
    {
        var (letters, list, quotes) = (default(EndsOfLetters), default(EndsOfLists), default(EndsOfPairs));
        for (var start = from; start < text.Length; start += 64)
        {
            var masks = start + 64 <= text.Length
                ? Classify(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), start)) : ClassifyEnd(text[start..]);
            var ends = letters.Next(masks.Letters);
            var listEnds = list.Next(masks.List);
            var pairs = quotes.Next(masks.Quotes, masks.Separators);
            if ((ends | listEnds | pairs) == 0)
                continue;
            at = start + Math.Min(
                Math.Min(Start(ends, FewestLetters), Start(listEnds, FewestOfList)), Start(pairs, LetterList.SignatureLength));
            at = Math.Max(at, from);
            return true;
        }

        at = last ? text.Length : Math.Max(from, text.Length - Unfinished(text[from..]));
        return false;
    }

    /// <summary>Whether a byte belongs to the base64 alphabets.</summary>
    public static bool IsLetter(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'+' or (byte)'/' or (byte)'-' or (byte)'_';

    /// <summary>How many letters the text begins with.</summary>
    public static int LettersIn(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExcept(Alphabet);
        return length < 0 ? text.Length : length;
    }

    /// <summary>Whether a byte may stand in a list of numbers.</summary>
    public static bool IsOfList(byte b) => char.IsAsciiHexDigit((char)b)
        || b is (byte)'x' or (byte)'X' or (byte)':' or (byte)',' or (byte)' ' or (byte)'-' or (byte)'*' or (byte)'<';

    // Where a candidate that ends at the first bit begins.
    private static int Start(ulong ends, int length) => ends == 0 ? int.MaxValue : BitOperations.TrailingZeroCount(ends) - length + 1;

    // How many bytes at the end may begin a candidate.
    private static int Unfinished(ReadOnlySpan<byte> text)
    {
        var most = Math.Min(text.Length, FewestOfList - 1);
        var count = 0;
        while (count < most && IsOfList(text[^(count + 1)]))
            count++;
        var letters = 0;
        while (letters < Math.Min(most, FewestLetters - 1) && IsLetter(text[^(letters + 1)]))
            letters++;
        var quotes = Math.Min(text.Length, LetterList.SignatureLength - 1);
        while (quotes > 0 && text[^quotes] != (byte)'"')
            quotes--;
        return Math.Max(Math.Max(count, letters), quotes);
    }

    private static (ulong Letters, ulong List, ulong Quotes, ulong Separators) ClassifyEnd(ReadOnlySpan<byte> text)
    {
        Span<byte> padded = stackalloc byte[64];
        padded.Clear();
        text.CopyTo(padded);
        return Classify(ref MemoryMarshal.GetReference(padded));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Letters, ulong List, ulong Quotes, ulong Separators) Classify(ref byte text)
    {
        if (ByteClasses.IsSupported)
        {
            var classes = Classes.Of(ref text);
            return (ByteClasses.Are(classes, OfLetters), ByteClasses.Are(classes, OfList), ByteClasses.Are(classes, OfQuotes),
                ByteClasses.Are(classes, OfSeparators));
        }

        if (Avx2.IsSupported)
        {
            var (a, b) = (Look256(ref text), Look256(ref Unsafe.Add(ref text, 32)));
            return (a.Letters | (ulong)b.Letters << 32, a.List | (ulong)b.List << 32, a.Quotes | (ulong)b.Quotes << 32, a.Separators | (ulong)b.Separators << 32);
        }

        var (letters, list, quotes, separators) = (0ul, 0ul, 0ul, 0ul);
        for (var i = 0; i < 64; i += 16)
        {
            var bytes = Vector128.LoadUnsafe(ref text, (nuint)i);
            var classes = Vector128.Shuffle(LowNibbles, bytes & Vector128.Create((byte)0xF)) & Vector128.Shuffle(HighNibbles, bytes >> 4);
            letters |= (ulong)~Vector128.Equals(classes & Vector128.Create(InLetters), default).ExtractMostSignificantBits() << i & (ulong)0xFFFF << i;
            var isX = Vector128.Equals(bytes | Vector128.Create((byte)0x20), Vector128.Create((byte)'x'));
            list |= (ulong)(~Vector128.Equals(classes & Vector128.Create(InList), default) | isX).ExtractMostSignificantBits() << i;
            quotes |= (ulong)Vector128.Equals(bytes, Vector128.Create((byte)'"')).ExtractMostSignificantBits() << i;
            separators |= (ulong)(~Vector128.Equals(classes & Vector128.Create(InSeparators), default)).ExtractMostSignificantBits() << i;
        }

        return (letters, list, quotes, separators);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (uint Letters, uint List, uint Quotes, uint Separators) Look256(ref byte at)
    {
        var bytes = Vector256.LoadUnsafe(ref at);
        var low = Avx2.Shuffle(Vector256.Create(LowNibbles, LowNibbles), bytes & Vector256.Create((byte)0xF));
        var high = Avx2.Shuffle(Vector256.Create(HighNibbles, HighNibbles), (bytes.AsUInt16() >> 4).AsByte() & Vector256.Create((byte)0xF));
        var classes = low & high;
        var letters = ~Vector256.Equals(classes & Vector256.Create(InLetters), default).ExtractMostSignificantBits();
        var isX = Vector256.Equals(bytes | Vector256.Create((byte)0x20), Vector256.Create((byte)'x'));
        var list = (~Vector256.Equals(classes & Vector256.Create(InList), default) | isX).ExtractMostSignificantBits();
        var separators = ~Vector256.Equals(classes & Vector256.Create(InSeparators), default).ExtractMostSignificantBits();
        return (letters, list, Vector256.Equals(bytes, Vector256.Create((byte)'"')).ExtractMostSignificantBits(), separators);
    }

    // Bits where fourteen letters have come in a row, across words. Four fields, that they stay in registers.
    private struct EndsOfLetters
    {
        private ulong _one, _two, _four, _eight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Next(ulong bits)
        {
            var two = bits & (bits << 1 | _one >> 63);
            var four = two & (two << 2 | _two >> 62);
            var eight = four & (four << 4 | _four >> 60);
            var result = eight & (eight << 6 | _eight >> 58);
            (_one, _two, _four, _eight) = (bits, two, four, eight);
            return result;
        }
    }

    // Bits where twenty-three characters of a list have come in a row. So many fill an eighth of a word, which is rare.
    private struct EndsOfLists
    {
        private const ulong Ones = 0x0101_0101_0101_0101;

        private ulong _before;
        private bool _wasFull;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Next(ulong bits)
        {
            var isFull = (~bits - Ones & bits & Ones << 7) != 0;
            var result = isFull || _wasFull ? Ends(_before, bits) : 0;
            (_before, _wasFull) = (bits, isFull);
            return result;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static ulong Ends(ulong before, ulong bits)
        {
            var run = (UInt128)bits << 64 | before;
            run &= run << 1;
            run &= run << 2;
            run &= run << 4;
            return (ulong)((run & run << 8 & run << 15) >> 64);
        }
    }

    // Bits where two letters in quotes have come with one or two bytes between. What separates items is none: ","id":" is everywhere.
    private struct EndsOfPairs
    {
        private ulong _quotes, _separators, _letters;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Next(ulong quotes, ulong separators)
        {
            var letters = quotes & (quotes << 2 | _quotes >> 62) & ~(separators << 1 | _separators >> 63);
            var result = letters == 0 ? 0 : letters & (letters << 4 | _letters >> 60 | letters << 5 | _letters >> 59);
            (_quotes, _separators, _letters) = (quotes, separators, letters);
            return result;
        }
    }
}
