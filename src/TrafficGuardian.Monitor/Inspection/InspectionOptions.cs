namespace TrafficGuardian.Monitor.Inspection;

/// <summary>How traffic is inspected. Read once, when the pipeline is made.</summary>
internal sealed record InspectionOptions
{
    /// <summary>The platform's name, as findings carry it.</summary>
    public required string Platform { get; init; }

    /// <summary>
    /// Says whether a host, lower case, is known as one of the inside, so that leading to a private address is nothing that it
    /// hides. Asked once a connection. Default: none is.
    /// </summary>
    public Func<string, bool> IsKnownInside { get; init; } = static _ => false;

    /// <summary>Most bytes of one body that are looked at, encoded and decoded alike. Default 1,048,576; 1,024 to 67,108,864.</summary>
    public int MaxScanBytes { get; init; } = 1_048_576;

    /// <summary>Bytes that all copies of traffic may hold together. Default 67,108,864; 1,048,576 to 1,073,741,824.</summary>
    public long MemoryBytes { get; init; } = 67_108_864;

    /// <summary>Threads that inspect. Default: the processors but one, at least 1, at most 4.</summary>
    public int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount - 1, 1, 4);

    /// <summary>
    /// How long a worker that was idle lets traffic gather before it begins, so that an exchange rarely has to wake one.
    /// Default 10 ms.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(10);
}
