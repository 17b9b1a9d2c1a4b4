using TrafficGuardian.Detection.Decoding;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>What a view was made from.</summary>
internal interface IViewOrigin
{
    /// <summary>Adds what a stretch of the view was wrapped in, level by level.</summary>
    void Explain(long start, long end, List<EncodingKind> levels);
}
