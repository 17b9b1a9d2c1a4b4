using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrafficGuardian.Detection.Matching;

/// <summary>The fingerprint's nibble tables in registers, for 32 places at a time (AVX2).</summary>
internal readonly struct Tables256
{
    private readonly Vector256<byte> _low00, _high00, _low01, _high01, _low02, _high02, _low03, _high03;
    private readonly Vector256<byte> _low10, _high10, _low11, _high11, _low12, _high12, _low13, _high13;

    public Tables256(ReadOnlySpan<Vector128<byte>> tables)
    {
        (_low00, _high00) = (Wide(tables[0]), Wide(tables[1]));
        (_low01, _high01) = (Wide(tables[2]), Wide(tables[3]));
        (_low02, _high02) = (Wide(tables[4]), Wide(tables[5]));
        (_low03, _high03) = (Wide(tables[6]), Wide(tables[7]));
        (_low10, _high10) = (Wide(tables[8]), Wide(tables[9]));
        (_low11, _high11) = (Wide(tables[10]), Wide(tables[11]));
        (_low12, _high12) = (Wide(tables[12]), Wide(tables[13]));
        (_low13, _high13) = (Wide(tables[14]), Wide(tables[15]));
    }

    /// <summary>One bit for each of the 32 places from <paramref name="text"/> on where some bucket's window could begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Pass(ref byte text)
    {
        Split(ref text, 0, out var low, out var high);
        var first = Look(_low00, low) & Look(_high00, high);
        var second = Look(_low10, low) & Look(_high10, high);
        Split(ref text, 1, out low, out high);
        first &= Look(_low01, low) & Look(_high01, high);
        second &= Look(_low11, low) & Look(_high11, high);
        Split(ref text, 2, out low, out high);
        first &= Look(_low02, low) & Look(_high02, high);
        second &= Look(_low12, low) & Look(_high12, high);
        Split(ref text, 3, out low, out high);
        first &= Look(_low03, low) & Look(_high03, high);
        second &= Look(_low13, low) & Look(_high13, high);
        return ~Vector256.Equals(first | second, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(ref byte text, nuint at, out Vector256<byte> low, out Vector256<byte> high)
    {
        var bytes = Vector256.LoadUnsafe(ref text, at);
        low = bytes & Vector256.Create((byte)0xF);
        high = Vector256.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & Vector256.Create((byte)0xF);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Look(Vector256<byte> table, Vector256<byte> nibbles) => Avx2.Shuffle(table, nibbles);

    private static Vector256<byte> Wide(Vector128<byte> table) => Vector256.Create(table, table);
}
