namespace TrafficGuardian.Detection.Decoding;

/// <summary>How far a decoder came.</summary>
/// <param name="Consumed">Input bytes used; less than given only where the rest begins something that is cut off.</param>
/// <param name="Written">Output bytes made.</param>
/// <param name="LastChange">End, in the input, of the last thing that was changed; 0 where nothing was.</param>
internal readonly record struct DecodeStep(int Consumed, int Written, int LastChange);
