namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>What became of a piece of an encoded body.</summary>
internal enum DecodeOutcome
{
    /// <summary>All of it was decoded; more may come.</summary>
    Decoded,

    /// <summary>The body decodes to more than may be looked at.</summary>
    LimitReached,

    /// <summary>It does not decode, or there are bytes behind the end of what does.</summary>
    Broken,
}
