namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// Chooses a window of each literal and spreads the windows over buckets so that ordinary traffic passes as few as
/// possible. Which window is best depends on what it shares its bucket with.
/// </summary>
internal sealed class FingerprintPlan
{
    private const int BucketsPerSet = 8;
    private const int MostSets = 8;
    private const int LiteralsPerSet = 48;
    private const int WindowsTried = 16;

    public FingerprintPlan(IEnumerable<Literal> literals)
    {
        var choices = literals.Select(static l => LiteralWindow.Of(l).Take(WindowsTried).ToArray()).OrderByDescending(static w => w[0].Share).ToArray();
        Buckets = new FingerprintBucket[BucketsPerSet * Math.Clamp((choices.Length + LiteralsPerSet - 1) / LiteralsPerSet, 1, MostSets)];
        for (var i = 0; i < Buckets.Length; i++)
            Buckets[i] = new FingerprintBucket();
        Windows = [.. choices.Select(Place)];
    }

    /// <summary>Eight buckets for each set of tables.</summary>
    public FingerprintBucket[] Buckets { get; }

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
