namespace TrafficGuardian.Detection.Decoding;

/// <summary>What stands at a byte that can begin an escape.</summary>
internal enum EscapeStatus
{
    /// <summary>No escape: the byte stands for itself.</summary>
    None,

    /// <summary>A whole escape.</summary>
    Decoded,

    /// <summary>What could be an escape is cut off.</summary>
    NeedMore,
}
