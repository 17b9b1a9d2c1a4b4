namespace TrafficGuardian.Proxy.Http1;

/// <summary>What is known of a head that may still be arriving.</summary>
internal enum HeadStatus
{
    NeedMore,
    Complete,

    /// <summary>Longer than the limit.</summary>
    TooLong,

    /// <summary>A line that does not end in CRLF: its end is read differently by different recipients.</summary>
    Malformed,

    /// <summary>Begun, and not whole in time. Said by whoever waits for it.</summary>
    TooSlow,
}
