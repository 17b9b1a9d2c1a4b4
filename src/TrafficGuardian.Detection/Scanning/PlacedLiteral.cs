namespace TrafficGuardian.Detection.Scanning;

/// <summary>A literal that stands in a view, as one number: a flood of them has to be put in order.</summary>
internal readonly struct PlacedLiteral(int rule, long place)
{
    // A million rules, and views of sixteen terabytes.
    private const int RuleBits = 20;

    /// <summary>Larger for a later place, then for a later rule.</summary>
    public ulong Order { get; } = (ulong)place << RuleBits | (uint)rule;

    /// <summary>Index of the rule among all that are looked for together.</summary>
    public int Rule => (int)Order & ((1 << RuleBits) - 1);

    /// <summary>Place of its first byte in the view.</summary>
    public long Place => (long)(Order >> RuleBits);
}
