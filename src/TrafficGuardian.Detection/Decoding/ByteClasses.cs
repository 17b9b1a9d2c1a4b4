using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>Looks up the classes of 64 ASCII characters at once, where the processor can; all other bytes are of the same.</summary>
internal readonly struct ByteClasses
{
    private const int Ascii = 128;

    private readonly Vector512<byte> _others;
    private readonly Vector512<byte> _low;
    private readonly Vector512<byte> _high;

    /// <param name="classOf">The classes of a character, a bit each.</param>
    /// <param name="others">The classes of bytes that are no ASCII.</param>
    public ByteClasses(Func<byte, int> classOf, int others = 0)
    {
        _others = Vector512.Create((byte)others);
        var table = Enumerable.Range(0, Ascii).Select(b => (byte)classOf((byte)b)).ToArray();
        (_low, _high) = (Vector512.Create<byte>(table), Vector512.Create<byte>(table.AsSpan(Ascii / 2)));
    }

    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512Vbmi.IsSupported;
    }

    /// <summary>The classes of the bytes that begin here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> Of(ref byte at)
    {
        var bytes = Vector512.LoadUnsafe(ref at);
        var classes = Avx512Vbmi.PermuteVar64x8x2(_low, bytes, _high);
        // Seven bits are looked up.
        return Vector512.ConditionalSelect(Vector512.LessThan(bytes.AsSByte(), Vector512<sbyte>.Zero).AsByte(), _others, classes);
    }

    /// <summary>Which of the bytes are of a class, the lowest bit first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Are(Vector512<byte> classes, byte which) =>
        ~Vector512.Equals(classes & Vector512.Create(which), Vector512<byte>.Zero).ExtractMostSignificantBits();
}
