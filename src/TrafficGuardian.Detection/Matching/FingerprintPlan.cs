namespace TrafficGuardian.Detection.Matching;

/// <summary>Spreads the windows of all literals over the buckets so that ordinary traffic passes as few as possible.</summary>
internal static class FingerprintPlan
{
    /// <summary>Number of buckets: two bytes' bits.</summary>
    public const int Buckets = 16;

    /// <summary>Puts each window, most common first, where it adds least to the expected number of candidates.</summary>
    public static FingerprintBucket[] Make(IEnumerable<Literal> literals)
    {
        var buckets = new FingerprintBucket[Buckets];
        for (var i = 0; i < Buckets; i++)
            buckets[i] = new FingerprintBucket();
        var alone = new FingerprintBucket();
        foreach (var window in literals.Select(static l => new LiteralWindow(l)).OrderByDescending(alone.RateWith))
            buckets.MinBy(b => b.RateWith(window) - b.Rate)!.Add(window);
        return buckets;
    }
}
