namespace TrafficGuardian.Proxy.Relay;

/// <summary>Why a pump stopped.</summary>
internal enum PumpEnd
{
    /// <summary>The source sends no more, and all that it sent has been passed on.</summary>
    Finished,

    /// <summary>The source's connection is gone.</summary>
    SourceCut,

    /// <summary>The sink's connection is gone.</summary>
    SinkCut,
}
