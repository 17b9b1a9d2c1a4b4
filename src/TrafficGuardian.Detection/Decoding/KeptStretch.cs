namespace TrafficGuardian.Detection.Decoding;

/// <summary>Bytes that a decoder took over as they were.</summary>
/// <param name="Input">Where they begin in what the step read.</param>
/// <param name="Output">Where they begin in what it wrote.</param>
/// <param name="Length">How many they are.</param>
internal readonly record struct KeptStretch(int Input, int Output, int Length);
