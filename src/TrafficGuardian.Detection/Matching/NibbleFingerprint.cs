using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrafficGuardian.Detection.Matching;

/// <summary>Looks up the two halves of a byte, each in a table of sixteen: what vectors of any width can do.</summary>
internal sealed class NibbleFingerprint : Fingerprint
{
    private const int MostSets = 8;
    private const int TablesPerSet = 2 * LiteralWindow.Size;

    // For each set of eight buckets and each position: the buckets that a low, then a high nibble passes.
    private readonly Vector128<byte>[] _tables128;
    private readonly Vector256<byte>[] _tables256;

    public NibbleFingerprint(IReadOnlyCollection<Literal> literals)
    {
        var plan = new FingerprintPlan<NibbleSets>(literals, MostSets);
        (Windows, Rate) = (plan.Windows, plan.Rate);
        _tables128 = [.. plan.Buckets.Chunk(8).SelectMany(MakeTables)];
        _tables256 = Avx2.IsSupported ? [.. _tables128.Select(static t => Vector256.Create(t, t))] : [];
    }

    public override IReadOnlyList<LiteralWindow> Windows { get; }

    public override double Rate { get; }

    public override void Mark(ReadOnlySpan<byte> text, Span<ulong> marks)
    {
        ref var at = ref MemoryMarshal.GetReference(text);
        foreach (ref var mark in marks)
        {
            mark = 0;
            if (Avx2.IsSupported)
            {
                for (var i = 0; i < Block; i += Vector256<byte>.Count)
                    mark |= (ulong)Mark256(ref Unsafe.Add(ref at, i)) << i;
            }
            else
            {
                for (var i = 0; i < Block; i += Vector128<byte>.Count)
                    mark |= (ulong)Mark128(ref Unsafe.Add(ref at, i)) << i;
            }

            at = ref Unsafe.Add(ref at, Block);
        }
    }

    private uint Mark256(ref byte at)
    {
        var (bytes0, bytes1) = (Vector256.LoadUnsafe(ref at), Vector256.LoadUnsafe(ref at, 1));
        var (bytes2, bytes3) = (Vector256.LoadUnsafe(ref at, 2), Vector256.LoadUnsafe(ref at, 3));
        var (low0, low1, low2, low3) = (Low(bytes0), Low(bytes1), Low(bytes2), Low(bytes3));
        var (high0, high1, high2, high3) = (High(bytes0), High(bytes1), High(bytes2), High(bytes3));
        var any = Vector256<byte>.Zero;
        for (var set = 0; set + TablesPerSet <= _tables256.Length; set += TablesPerSet)
        {
            ref var table = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tables256), set);
            any |= Avx2.Shuffle(table, low0) & Avx2.Shuffle(Unsafe.Add(ref table, 1), high0)
                & Avx2.Shuffle(Unsafe.Add(ref table, 2), low1) & Avx2.Shuffle(Unsafe.Add(ref table, 3), high1)
                & Avx2.Shuffle(Unsafe.Add(ref table, 4), low2) & Avx2.Shuffle(Unsafe.Add(ref table, 5), high2)
                & Avx2.Shuffle(Unsafe.Add(ref table, 6), low3) & Avx2.Shuffle(Unsafe.Add(ref table, 7), high3);
        }

        return ~Vector256.Equals(any, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    private uint Mark128(ref byte at)
    {
        var any = Vector128<byte>.Zero;
        for (var set = 0; set < _tables128.Length; set += TablesPerSet)
        {
            var buckets = Vector128<byte>.AllBitsSet;
            for (var position = 0; position < LiteralWindow.Size; position++)
            {
                var bytes = Vector128.LoadUnsafe(ref at, (nuint)position);
                buckets &= Vector128.ShuffleNative(_tables128[set + 2 * position], bytes & Vector128.Create((byte)0xF));
                buckets &= Vector128.ShuffleNative(_tables128[set + 2 * position + 1], bytes >> 4);
            }

            any |= buckets;
        }

        return ~Vector128.Equals(any, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }

    private static Vector256<byte> Low(Vector256<byte> bytes) => bytes & Vector256.Create((byte)0xF);

    private static Vector256<byte> High(Vector256<byte> bytes) =>
        Vector256.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & Vector256.Create((byte)0xF);

    private static IEnumerable<Vector128<byte>> MakeTables(FingerprintBucket<NibbleSets>[] buckets)
    {
        for (var position = 0; position < LiteralWindow.Size; position++)
        {
            var at = position;
            yield return MakeTable(buckets, b => b.At(at).Low);
            yield return MakeTable(buckets, b => b.At(at).High);
        }
    }

    private static Vector128<byte> MakeTable(FingerprintBucket<NibbleSets>[] buckets, Func<FingerprintBucket<NibbleSets>, int> nibbles)
    {
        Span<byte> table = stackalloc byte[16];
        table.Clear();
        for (var bit = 0; bit < buckets.Length; bit++)
        {
            for (var nibble = 0; nibble < table.Length; nibble++)
                table[nibble] |= (byte)((nibbles(buckets[bit]) >> nibble & 1) << bit);
        }

        return Vector128.Create<byte>(table);
    }
}
