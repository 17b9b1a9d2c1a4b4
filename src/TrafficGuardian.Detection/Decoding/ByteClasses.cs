using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>Looks up the classes of 64 ASCII characters at once, where the processor can; other bytes are of no class.</summary>
internal readonly struct ByteClasses
{
    private const int Ascii = 128;

    private readonly Vector512<byte> _low;
    private readonly Vector512<byte> _high;

    /// <param name="classOf">The classes of a character, a bit each.</param>
    public ByteClasses(Func<byte, int> classOf)
    {
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
        // Seven bits are looked up.
        return Vector512.ConditionalSelect(Vector512.LessThan(bytes.AsSByte(), Vector512<sbyte>.Zero).AsByte(), Vector512<byte>.Zero, OfSevenBits(ref at));
    }

    /// <summary>The classes of the bytes that begin here; a byte that is no ASCII has those of the character of its lower bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> OfSevenBits(ref byte at) => Avx512Vbmi.PermuteVar64x8x2(_low, Vector512.LoadUnsafe(ref at), _high);

    /// <summary>Which of the bytes are of a class, the lowest bit first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Are(Vector512<byte> classes, byte which) =>
        ~Vector512.Equals(classes & Vector512.Create(which), Vector512<byte>.Zero).ExtractMostSignificantBits();
}
