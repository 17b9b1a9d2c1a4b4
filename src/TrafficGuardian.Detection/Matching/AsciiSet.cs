namespace TrafficGuardian.Detection.Matching;

/// <summary>Lets through exactly the bytes that occur, but for their top bit.</summary>
internal sealed class AsciiSet : IByteSet
{
    private const byte Mask = 0x7F;

    private readonly bool[] _bytes = new bool[Mask + 1];

    public double Share { get; private set; }

    public bool Contains(int b) => _bytes[b];

    public double ShareWith(byte[]? bytes)
    {
        if (bytes is null)
            return 1;
        var share = Share;
        foreach (var b in bytes)
            share += _bytes[b & Mask] ? 0 : ShareOf(b);
        return share;
    }

    public void Add(byte[]? bytes)
    {
        Share = ShareWith(bytes);
        if (bytes is null)
            Array.Fill(_bytes, true);
        foreach (var b in bytes ?? [])
            _bytes[b & Mask] = true;
    }

    private static double ShareOf(byte b) => ByteFrequencies.Of((byte)(b & Mask)) + ByteFrequencies.Of((byte)(b | ~Mask));
}
