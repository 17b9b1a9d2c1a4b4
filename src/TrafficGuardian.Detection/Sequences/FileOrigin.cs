namespace TrafficGuardian.Detection.Sequences;

/// <summary>Where the content of a file comes from.</summary>
internal enum FileOrigin
{
    /// <summary>The agent wrote it.</summary>
    Written,

    /// <summary>It was decoded.</summary>
    Decoded,

    /// <summary>It was fetched.</summary>
    Downloaded,
}
