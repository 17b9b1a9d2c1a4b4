namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>Why a decoder returned.</summary>
internal enum DecodeStatus
{
    /// <summary>The input is consumed.</summary>
    NeedsInput,

    /// <summary>The output is full; there may be more.</summary>
    NeedsOutput,

    /// <summary>The input is not what it should be.</summary>
    Broken,
}
