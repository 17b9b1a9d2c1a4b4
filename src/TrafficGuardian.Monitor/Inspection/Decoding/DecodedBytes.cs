namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>Takes decoded bytes as they come; the span is valid during the call only.</summary>
internal delegate void DecodedBytes(ReadOnlySpan<byte> bytes);
