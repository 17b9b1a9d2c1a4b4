namespace TrafficGuardian.Detection.Decoding;

/// <summary>A part of a decoded text that is not as it was.</summary>
/// <param name="Start">Where it begins in the decoded text.</param>
/// <param name="End">Where it ends there.</param>
/// <param name="SourceEnd">Where what it was made from ends.</param>
/// <param name="Kind">What was undone.</param>
internal readonly record struct DecodedPart(long Start, long End, long SourceEnd, EncodingKind Kind);
