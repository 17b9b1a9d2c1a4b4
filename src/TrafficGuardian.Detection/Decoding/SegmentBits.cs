using System.Numerics;
using System.Runtime.Intrinsics;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>What the bytes of a segment are, a bit for each, the first one lowest. Of one kind each: printable, zero, beyond ASCII, or a control character.</summary>
internal readonly ref struct SegmentBits
{
    /// <summary>Most bytes of a segment.</summary>
    public const int Most = 64;

    private readonly int _length;

    public SegmentBits(ReadOnlySpan<byte> segment)
    {
        _length = segment.Length;
        if (segment.Length < Vector256<byte>.Count)
        {
            Span<byte> padded = stackalloc byte[Vector256<byte>.Count];
            padded.Clear();
            segment.CopyTo(padded);
            (Printable, Zeros, Beyond) = Look(padded);
            (Printable, Zeros) = (Printable & All, Zeros & All);
            return;
        }

        // The second look overlaps the first where the segment is shorter.
        var shift = segment.Length - Vector256<byte>.Count;
        var (first, second) = (Look(segment), Look(segment[shift..]));
        Printable = first.Printable | second.Printable << shift;
        Zeros = first.Zeros | second.Zeros << shift;
        Beyond = first.Beyond | second.Beyond << shift;
    }

    public ulong Printable { get; }

    public ulong Zeros { get; }

    private ulong Beyond { get; }

    /// <summary>Whether some byte is a control character that no text holds, zero included.</summary>
    public bool HasControls => (~(Printable | Beyond) & All) != 0;

    public bool IsAllPrintable => Printable == All;

    /// <summary>Printable bytes at the start.</summary>
    public int AtStart => BitOperations.TrailingZeroCount(~Printable);

    /// <summary>Printable bytes at the end.</summary>
    public int AtEnd => _length == 0 ? 0 : BitOperations.LeadingZeroCount(~(Printable << (Most - _length)));

    /// <summary>Whether printable bytes stand in a row, eight to sixteen of them.</summary>
    public bool HasRun(int length)
    {
        var run = Printable & Printable >> 1;
        run &= run >> 2;
        run &= run >> 4;
        return (run & run >> (length - 8)) != 0;
    }

    /// <summary>Whether six characters of UTF-16 stand in a row, of either order of bytes.</summary>
    public bool HasUtf16 => Zeros != 0 && (HasPairs(Zeros & Printable >> 1) || HasPairs(Zeros >> 1 & Printable));

    private ulong All => _length == Most ? ulong.MaxValue : (1ul << _length) - 1;

    private static bool HasPairs(ulong pairs)
    {
        pairs &= 0x5555_5555_5555_5555;
        var two = pairs & pairs >> 2;
        var four = two & two >> 4;
        return (four & two >> 8) != 0;
    }

    private static (ulong Printable, ulong Zeros, ulong Beyond) Look(ReadOnlySpan<byte> text)
    {
        var bytes = Vector256.Create(text);
        var printable = Vector256.LessThan(bytes - Vector256.Create((byte)0x20), Vector256.Create((byte)0x5F))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\t'));
        return (printable.ExtractMostSignificantBits(), Vector256.Equals(bytes, default).ExtractMostSignificantBits(), bytes.ExtractMostSignificantBits());
    }
}
