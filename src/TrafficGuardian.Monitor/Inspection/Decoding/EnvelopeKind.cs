namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>Whose envelopes a body consists of: a flag byte and a length of four bytes before each message.</summary>
internal enum EnvelopeKind
{
    /// <summary>The body has none.</summary>
    None,

    /// <summary><c>application/grpc</c> and the binary form of gRPC-Web, whose trailers are an envelope with the highest flag.</summary>
    Grpc,

    /// <summary>Connect's streaming, whose last envelope has the second flag.</summary>
    Connect,
}
