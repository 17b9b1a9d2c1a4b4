namespace TrafficGuardian.Detection.Scanning;

/// <summary>How a view ends, where it does.</summary>
/// <param name="IsLast">Whether nothing follows.</param>
/// <param name="IsInside">Whether the text that the view is made from goes on, so that what stands right of its last byte is not known.</param>
/// <param name="IsPeek">Whether it only pauses.</param>
internal readonly record struct ViewEnd(bool IsLast = false, bool IsInside = false, bool IsPeek = false);
