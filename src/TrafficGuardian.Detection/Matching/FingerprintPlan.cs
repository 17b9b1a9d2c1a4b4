namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// Chooses a window of each literal and spreads the windows over buckets so that ordinary traffic passes as few as
/// possible. Which window is best depends on what it shares its bucket with.
/// </summary>
/// <typeparam name="TSet">What the tables of the fingerprint can tell apart.</typeparam>
internal sealed class FingerprintPlan<TSet>
    where TSet : class, IByteSet, new()
{
    private const int BucketsPerSet = 8;
    private const int LiteralsPerSet = 48;
    private const int WindowsTried = 16;

    /// <param name="literals">What is looked for.</param>
    /// <param name="mostSets">Most sets of eight buckets: each costs time wherever the fingerprint looks.</param>
    public FingerprintPlan(IEnumerable<Literal> literals, int mostSets)
    {
        var choices = literals.Select(static l => LiteralWindow.Of(l).Take(WindowsTried).ToArray()).OrderByDescending(static w => w[0].Share).ToArray();
        Buckets = new FingerprintBucket<TSet>[BucketsPerSet * Math.Clamp((choices.Length + LiteralsPerSet - 1) / LiteralsPerSet, 1, mostSets)];
        for (var i = 0; i < Buckets.Length; i++)
            Buckets[i] = new FingerprintBucket<TSet>();
        Windows = [.. choices.Select(Place)];
    }

    /// <summary>Eight buckets for each set of tables.</summary>
    public FingerprintBucket<TSet>[] Buckets { get; }

    /// <summary>The window chosen for each literal.</summary>
    public LiteralWindow[] Windows { get; }

    /// <summary>The share of places in ordinary traffic that are expected to pass.</summary>
    public double Rate => Buckets.Sum(static b => b.Rate);

    // Most common first: each window goes where it adds least to what is expected to pass.
    private LiteralWindow Place(LiteralWindow[] choices)
    {
        var (window, bucket, least) = (choices[0], Buckets[0], double.MaxValue);
        foreach (var choice in choices)
        {
            foreach (var candidate in Buckets)
            {
                var added = candidate.RateWith(choice) - candidate.Rate + choice.Share;
                if (added < least)
                    (window, bucket, least) = (choice, candidate, added);
            }
        }

        bucket.Add(window);
        return window;
    }
}
