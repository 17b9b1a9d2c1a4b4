using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TrafficGuardian.Detection.Matching;

/// <summary>The fingerprint's nibble tables in registers, for 16 places at a time (SSSE3, NEON, WebAssembly).</summary>
internal readonly struct Tables128
{
    private readonly Vector128<byte> _low00, _high00, _low01, _high01, _low02, _high02, _low03, _high03;
    private readonly Vector128<byte> _low10, _high10, _low11, _high11, _low12, _high12, _low13, _high13;

    public Tables128(ReadOnlySpan<Vector128<byte>> tables)
    {
        (_low00, _high00) = (tables[0], tables[1]);
        (_low01, _high01) = (tables[2], tables[3]);
        (_low02, _high02) = (tables[4], tables[5]);
        (_low03, _high03) = (tables[6], tables[7]);
        (_low10, _high10) = (tables[8], tables[9]);
        (_low11, _high11) = (tables[10], tables[11]);
        (_low12, _high12) = (tables[12], tables[13]);
        (_low13, _high13) = (tables[14], tables[15]);
    }

    /// <summary>One bit for each of the 16 places from <paramref name="text"/> on where some bucket's window could begin.</summary>
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
        return ~Vector128.Equals(first | second, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(ref byte text, nuint at, out Vector128<byte> low, out Vector128<byte> high)
    {
        var bytes = Vector128.LoadUnsafe(ref text, at);
        low = bytes & Vector128.Create((byte)0xF);
        high = Vector128.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & Vector128.Create((byte)0xF);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Look(Vector128<byte> table, Vector128<byte> nibbles) => Vector128.ShuffleNative(table, nibbles);
}
