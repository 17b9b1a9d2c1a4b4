namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// Windows that share one bit of the fingerprint. A byte passes a position when its low and its high nibble both occur
/// there, so that a bucket lets through the cross product of its nibbles: the fewer and the rarer, the better.
/// </summary>
internal sealed class FingerprintBucket
{
    private const int AllNibbles = 0xFFFF;

    private static readonly double[] HalfShares = MakeHalfShares();

    private readonly int[] _low = new int[LiteralWindow.Size];
    private readonly int[] _high = new int[LiteralWindow.Size];

    public List<LiteralWindow> Windows { get; } = [];

    /// <summary>The share of places in ordinary traffic that the bucket lets through.</summary>
    public double Rate { get; private set; }

    public int Low(int position) => _low[position];

    public int High(int position) => _high[position];

    public void Add(LiteralWindow window)
    {
        Windows.Add(window);
        Rate = RateWith(window);
        for (var i = 0; i < LiteralWindow.Size; i++)
            (_low[i], _high[i]) = Joined(window, i);
    }

    /// <summary>What <see cref="Rate"/> would be with one window more.</summary>
    public double RateWith(LiteralWindow window)
    {
        var rate = 1.0;
        for (var i = 0; i < LiteralWindow.Size; i++)
        {
            var (low, high) = Joined(window, i);
            var share = 0.0;
            for (var nibble = 0; nibble < 16; nibble++)
            {
                if ((high >> nibble & 1) != 0)
                    share += HalfShares[nibble * 512 + (low & 0xFF)] + HalfShares[nibble * 512 + 256 + (low >> 8)];
            }

            rate *= share;
        }

        return rate;
    }

    private (int Low, int High) Joined(LiteralWindow window, int position)
    {
        if (window.At(position) is not { } bytes)
            return (AllNibbles, AllNibbles);
        var (low, high) = (_low[position], _high[position]);
        foreach (var b in bytes)
        {
            low |= 1 << (b & 0xF);
            high |= 1 << (b >> 4);
        }

        return (low, high);
    }

    // For each high nibble, half of the low nibbles and set of eight of them: the share of such bytes.
    private static double[] MakeHalfShares()
    {
        var shares = new double[16 * 512];
        for (var entry = 0; entry < shares.Length; entry++)
        {
            var (high, half, set) = (entry / 512, entry / 256 % 2, entry % 256);
            for (var bit = 0; bit < 8; bit++)
            {
                if ((set >> bit & 1) != 0)
                    shares[entry] += ByteFrequencies.Of((byte)(high << 4 | half << 3 | bit));
            }
        }

        return shares;
    }
}
