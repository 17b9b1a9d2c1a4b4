namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>Takes decoded bytes as they come; they are valid during the call only.</summary>
internal delegate void DecodedBytes(ReadOnlyMemory<byte> bytes);
