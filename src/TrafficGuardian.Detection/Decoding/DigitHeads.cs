using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Tells for 64 characters at once where a text could begin that is encoded in digits: where the first bytes that they would
/// stand for are those of some text. Names and hashes, which traffic is full of, begin none. What it lets through is looked
/// at closely by <see cref="DigitKind.OfHead"/>.
/// </summary>
internal static class DigitHeads
{
    /// <summary>Most characters that are looked at.</summary>
    public const int Most = 128;

    private const int Block = 64;

    // Digits that a block may need behind the last place that it tells of.
    private const int Overlap = 16;

    private static readonly Table Base64 = new(DigitKind.Base64);
    private static readonly Table Base32 = new(DigitKind.Base32);
    private static readonly Table Hex = new(DigitKind.Hex);

    /// <summary>The places at which an encoded text could begin, the lowest bit first.</summary>
    /// <param name="text">What begins with characters of the base64 alphabets.</param>
    /// <param name="length">How many of them.</param>
    public static UInt128 In(ReadOnlySpan<byte> text, int length)
    {
        if (!Avx512Vbmi.IsSupported)
            return UInt128.MaxValue;
        // Most are a word that stands somewhere in a text.
        return length <= Block - Overlap && text.Length >= Block + Overlap
            ? In(ref MemoryMarshal.GetReference(text), (1ul << length) - 1) : In(text[..length]);
    }

    private static UInt128 In(ReadOnlySpan<byte> stretch)
    {
        Span<byte> padded = stackalloc byte[Most + Block + Overlap];
        padded.Clear();
        stretch[..Math.Min(stretch.Length, Most)].CopyTo(padded);
        UInt128 places = 0;
        for (var at = 0; at < stretch.Length && at < Most; at += Block - Overlap)
            places |= (UInt128)In(ref padded[at], ulong.MaxValue) << at;
        return places;
    }

    private static ulong In(ref byte at, ulong valid)
    {
        var (first, second, third) = (Vector512.LoadUnsafe(ref at), Vector512.LoadUnsafe(ref at, 1), Vector512.LoadUnsafe(ref at, 2));
        var few = ulong.MaxValue >> Overlap;
        return (OfBase64(first, second, valid) | OfHex(first, second, valid) | OfBase32(first, second, third, valid)) & few;
    }

    // Eight bytes: a byte begins at each first, second and third of four digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong OfBase64(Vector512<byte> first, Vector512<byte> second, ulong valid)
    {
        var (a, b, digits) = Values(Base64, first, second);
        var (one, two, three) = (new Bytes(a << 2 | b >> 4), new Bytes(a << 4 | b >> 2), new Bytes(a << 6 | b));
        var group = one.Before(two, 1) & two.Before(three, 1) >> 1 & three.Before(one, 2) >> 2;
        return one.Begins & group & group >> 4 & one.Before(two, 1) >> 8 & Run(digits & valid, 11);
    }

    // Six bytes of two digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong OfHex(Vector512<byte> first, Vector512<byte> second, ulong valid)
    {
        var (a, b, digits) = Values(Hex, first, second);
        var one = new Bytes(a << 4 | b);
        var pair = one.Before(one, 2);
        return one.Begins & pair & pair >> 2 & pair >> 4 & pair >> 6 & pair >> 8 & Run(digits & valid, 12);
    }

    // Eight bytes: bytes begin at the first, second, fourth, fifth and seventh of eight digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong OfBase32(Vector512<byte> first, Vector512<byte> second, Vector512<byte> third, ulong valid)
    {
        var (a, b, digits) = Values(Base32, first, second);
        var run = Run(digits & valid, 13);
        if (run == 0)
            return 0;
        var c = Base32.Of(third);
        var (one, two, three) = (new Bytes(a << 3 | b >> 2), new Bytes(a << 6 | b << 1 | c >> 4), new Bytes(a << 4 | b >> 1));
        var (four, five) = (new Bytes(a << 7 | b << 2 | c >> 3), new Bytes(a << 5 | b));
        return one.Begins & one.Before(two, 1) & two.Before(three, 2) >> 1 & three.Before(four, 1) >> 3 & four.Before(five, 2) >> 4
            & five.Before(one, 2) >> 6 & one.Before(two, 1) >> 8 & two.Before(three, 2) >> 9 & run;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<byte> First, Vector512<byte> Second, ulong Digits) Values(in Table table, Vector512<byte> first, Vector512<byte> second)
    {
        var values = table.Of(first);
        return (values, table.Of(second), ~Vector512.Equals(values, Vector512.Create(DigitKind.NoDigit)).ExtractMostSignificantBits());
    }

    // Where as many bits are set in a row, eleven to sixteen.
    private static ulong Run(ulong bits, int length)
    {
        var two = bits & bits >> 1;
        var four = two & two >> 2;
        var eight = four & four >> 4;
        return eight & eight >> (length - 8);
    }

    // The bytes that begin at each place, by what they are in a text: see DigitKind.Parts.
    private readonly struct Bytes
    {
        private readonly ulong _whole;
        private readonly ulong _leading;
        private readonly ulong _following;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Bytes(Vector512<byte> bytes)
        {
            var control = Vector512.LessThan(bytes - Vector512.Create((byte)1), Vector512.Create((byte)8))
                | Vector512.LessThan(bytes - Vector512.Create((byte)14), Vector512.Create((byte)18));
            var upper = bytes.ExtractMostSignificantBits();
            _following = Vector512.LessThan(bytes - Vector512.Create((byte)0x80), Vector512.Create((byte)0x40)).ExtractMostSignificantBits();
            _leading = Vector512.LessThan(bytes - Vector512.Create((byte)0xC2), Vector512.Create((byte)0x33)).ExtractMostSignificantBits();
            _whole = ~(control.ExtractMostSignificantBits() | upper)
                | Vector512.GreaterThan(bytes, Vector512.Create((byte)0xFD)).ExtractMostSignificantBits();
        }

        /// <summary>Where a text may begin.</summary>
        public ulong Begins => _whole | _leading;

        /// <summary>Where a byte and the next one, which begins so many digits later, may stand in a text.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Before(in Bytes next, int digits) =>
            (_whole & ~(next._following >> digits)) | (_leading & next._following >> digits) | _following;
    }

    private readonly struct Table
    {
        private readonly Vector512<byte> _low;
        private readonly Vector512<byte> _high;

        public Table(DigitKind kind)
        {
            Span<byte> values = stackalloc byte[2 * Block];
            for (var i = 0; i < values.Length; i++)
                values[i] = kind.ValueOf((byte)i);
            (_low, _high) = (Vector512.Create<byte>(values), Vector512.Create<byte>(values[Block..]));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<byte> Of(Vector512<byte> characters) => Avx512Vbmi.PermuteVar64x8x2(_low, characters, _high);
    }
}
