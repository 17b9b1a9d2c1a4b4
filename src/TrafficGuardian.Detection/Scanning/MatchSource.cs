using TrafficGuardian.Detection.Decoding;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>Where a match stands in the view that it was found in; of a host name's labels there is none.</summary>
/// <param name="View">The view.</param>
/// <param name="Start">Index of its first byte in what the view holds.</param>
/// <param name="IsSplit">Whether it was put together from parts.</param>
internal readonly record struct MatchSource(ViewStream? View, int Start, bool IsSplit = false)
{
    /// <summary>How much an expression read: two that read the same place read the same command, whatever edges are trimmed.</summary>
    public int Read { get; init; }

    /// <summary>Place of its first byte in the view.</summary>
    public long Place => (View?.Base ?? 0) + Start;

    /// <summary>What it was wrapped in.</summary>
    /// <param name="length">How long it is.</param>
    public string Wrapping(int length)
    {
        var levels = new List<EncodingKind> { IsSplit ? EncodingKind.Split : EncodingKind.None };
        View?.Explain(Place, Place + length, levels);
        return EncodingNames.Of(levels);
    }
}
