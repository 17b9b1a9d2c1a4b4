using System.Runtime.CompilerServices;

namespace TrafficGuardian.Detection.Matching;

/// <summary>Finds the windows of one length that some bytes may begin, by a hash of them.</summary>
internal sealed class WindowIndex
{
    private const int Bits = 12;

    // Of a second, finer hash: most of what the fingerprint lets through ends at a bit that is not set.
    private const int FilterBits = 16;

    private readonly LiteralWindow[] _windows;
    private readonly ushort[] _starts = new ushort[(1 << Bits) + 1];
    private readonly uint _mask;
    private readonly ulong[] _filter = new ulong[1 << (FilterBits - 6)];

    /// <param name="windows">Windows of one length.</param>
    /// <param name="mask">Which of four bytes they cover.</param>
    public WindowIndex(IEnumerable<LiteralWindow> windows, uint mask)
    {
        _mask = mask;
        _windows = [.. windows.OrderBy(w => Slot(w.Value))];
        foreach (var window in _windows)
        {
            _starts[Slot(window.Value) + 1]++;
            var hash = Hash(window.Value) >> (32 - FilterBits);
            _filter[hash >> 6] |= 1UL << (int)hash;
        }

        for (var slot = 0; slot < 1 << Bits; slot++)
            _starts[slot + 1] += _starts[slot];
    }

    /// <summary>1 where some window may stand at four bytes, read little-endian; most often none does, and this is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int MayHold(uint bytes)
    {
        var fine = Hash(bytes) >> (32 - FilterBits);
        return (int)(_filter[fine >> 6] >> (int)fine) & 1;
    }

    /// <summary>Windows that may stand at four bytes.</summary>
    public ReadOnlySpan<LiteralWindow> At(uint bytes)
    {
        var slot = Slot(bytes);
        return _windows.AsSpan(_starts[slot].._starts[slot + 1]);
    }

    // Fibonacci hashing: the upper bits of the product depend on all bytes.
    private uint Hash(uint bytes) => (LiteralWindow.Fold(bytes) & _mask) * 0x9E3779B1;

    private int Slot(uint bytes) => (int)(Hash(bytes) >> (32 - Bits));
}
