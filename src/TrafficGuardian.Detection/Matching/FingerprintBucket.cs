namespace TrafficGuardian.Detection.Matching;

/// <summary>Windows that share one bit of the fingerprint: the fewer, the rarer and the more alike, the better.</summary>
internal sealed class FingerprintBucket<TSet>
    where TSet : class, IByteSet, new()
{
    private readonly TSet[] _positions = [new(), new(), new(), new()];

    /// <summary>The share of places in ordinary traffic that the bucket lets through.</summary>
    public double Rate { get; private set; }

    public TSet At(int position) => _positions[position];

    public void Add(LiteralWindow window)
    {
        Rate = RateWith(window);
        for (var i = 0; i < _positions.Length; i++)
            _positions[i].Add(window.At(i));
    }

    /// <summary>What <see cref="Rate"/> would be with one window more.</summary>
    public double RateWith(LiteralWindow window)
    {
        var rate = 1.0;
        for (var i = 0; i < _positions.Length; i++)
            rate *= _positions[i].ShareWith(window.At(i));
        return rate;
    }
}
