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

    /// <summary>Windows that may stand at four bytes, read little-endian; most often none.</summary>
    public ReadOnlySpan<LiteralWindow> At(uint bytes)
    {
        var hash = Hash(bytes);
        var fine = hash >> (32 - FilterBits);
        if ((_filter[fine >> 6] >> (int)fine & 1) == 0)
            return default;
        var slot = hash >> (32 - Bits);
        return _windows.AsSpan(_starts[slot].._starts[slot + 1]);
    }

    // Fibonacci hashing: the upper bits of the product depend on all bytes.
    private uint Hash(uint bytes) => (LiteralWindow.Fold(bytes) & _mask) * 0x9E3779B1;

    private int Slot(uint bytes) => (int)(Hash(bytes) >> (32 - Bits));
}
