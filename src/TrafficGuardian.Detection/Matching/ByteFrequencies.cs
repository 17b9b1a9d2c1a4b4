namespace TrafficGuardian.Detection.Matching;

/// <summary>How often each byte stands in what agents and model APIs send each other: JSON, text and some base64.</summary>
internal static class ByteFrequencies
{
    /// <summary>What all weights are parts of.</summary>
    public const double Whole = 65_536;

    // Measured over recorded requests and replies, with a floor so that no byte counts as never seen.
    private static ReadOnlySpan<ushort> Weights =>
    [
        4, 4, 4, 4, 4, 4, 4, 4, 4, 60, 425, 4, 4, 60, 4, 4,
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
        4889, 20, 2692, 60, 20, 20, 30, 60, 60, 60, 69, 286, 863, 341, 333, 344,
        993, 701, 753, 624, 625, 642, 545, 609, 633, 626, 1021, 60, 120, 60, 120, 20,
        20, 772, 428, 510, 424, 458, 394, 471, 389, 665, 397, 330, 432, 457, 433, 420,
        432, 388, 495, 391, 496, 370, 424, 447, 452, 464, 511, 92, 309, 90, 10, 464,
        60, 2100, 773, 1473, 1297, 3284, 832, 936, 990, 2118, 476, 586, 1592, 1062, 2387, 2123,
        1105, 331, 1711, 1936, 2713, 1184, 643, 633, 511, 713, 461, 278, 40, 275, 10, 4,
        10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
        10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
        10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
        10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
        4, 4, 20, 20, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
        10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
        10, 10, 20, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
        10, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    ];

    /// <summary>The share of a byte in all bytes, 0 to 1.</summary>
    public static double Of(byte b) => Weights[b] / Whole;
}
