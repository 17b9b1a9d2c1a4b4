namespace TrafficGuardian.Detection.Matching;

/// <summary>Finds the windows of one length that some bytes may begin, by a hash of them.</summary>
internal sealed class WindowIndex
{
    private const int Bits = 12;

    private readonly LiteralWindow[] _windows;
    private readonly ushort[] _starts = new ushort[(1 << Bits) + 1];
    private readonly uint _mask;

    /// <param name="windows">Windows of one length.</param>
    /// <param name="mask">Which of four bytes they cover.</param>
    public WindowIndex(IEnumerable<LiteralWindow> windows, uint mask)
    {
        _mask = mask;
        _windows = [.. windows.OrderBy(w => Slot(w.Value))];
        foreach (var window in _windows)
            _starts[Slot(window.Value) + 1]++;
        for (var slot = 0; slot < 1 << Bits; slot++)
            _starts[slot + 1] += _starts[slot];
    }

    /// <summary>Windows that may stand at four bytes, read little-endian; most often none.</summary>
    public ReadOnlySpan<LiteralWindow> At(uint bytes)
    {
        if (_windows.Length == 0)
            return default;
        var slot = Slot(bytes);
        return _windows.AsSpan(_starts[slot].._starts[slot + 1]);
    }

    // Fibonacci hashing: the upper bits of the product depend on all bytes.
    private int Slot(uint bytes) => (int)((LiteralWindow.Fold(bytes) & _mask) * 0x9E3779B1 >> (32 - Bits));
}
