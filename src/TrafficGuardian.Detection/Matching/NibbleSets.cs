namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// What one bucket lets through at one position of its windows: bytes whose low nibble and whose high nibble both occur
/// there, the cross product of the two sets.
/// </summary>
internal sealed class NibbleSets : IByteSet
{
    private const int All = 0xFFFF;

    private readonly double[] _addedByLow = new double[16];
    private readonly double[] _addedByHigh = new double[16];

    public int Low { get; private set; }

    public int High { get; private set; }

    /// <summary>The share of bytes in ordinary traffic that pass.</summary>
    public double Share { get; private set; }

    /// <summary>What <see cref="Share"/> would be with these bytes added; null stands for all bytes.</summary>
    public double ShareWith(byte[]? bytes)
    {
        if (bytes is null)
            return 1;
        // The two cases of a letter share their low nibble.
        var low = bytes[0] & 0xF;
        var isNewLow = (Low >> low & 1) == 0;
        var share = Share + (isNewLow ? _addedByLow[low] : 0);
        foreach (var b in bytes)
        {
            if ((High >> (b >> 4) & 1) == 0)
                share += _addedByHigh[b >> 4] + (isNewLow ? ByteFrequencies.Of(b) : 0);
        }

        return share;
    }

    public void Add(byte[]? bytes)
    {
        Share = ShareWith(bytes);
        if (bytes is null)
            (Low, High) = (All, All);
        foreach (var b in bytes ?? [])
        {
            Low |= 1 << (b & 0xF);
            High |= 1 << (b >> 4);
        }

        for (var nibble = 0; nibble < 16; nibble++)
        {
            (_addedByLow[nibble], _addedByHigh[nibble]) = (0, 0);
            for (var other = 0; other < 16; other++)
            {
                _addedByLow[nibble] += (High >> other & 1) * ByteFrequencies.Of((byte)(other << 4 | nibble));
                _addedByHigh[nibble] += (Low >> other & 1) * ByteFrequencies.Of((byte)(nibble << 4 | other));
            }
        }
    }
}
