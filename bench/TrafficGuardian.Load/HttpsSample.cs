namespace TrafficGuardian.Load;

/// <summary>What one round measured of one contender, all of it over TLS.</summary>
internal sealed record HttpsSample
{
    /// <summary>1 KiB replies over 16 connections.</summary>
    public required LoadResult Many { get; init; }

    /// <summary>Processor time of the contender for one of them, in microseconds.</summary>
    public required double ProcessorMany { get; init; }

    /// <summary>1 KiB replies over one connection.</summary>
    public required LoadResult Single { get; init; }

    /// <summary>A connection to each of a hundred hosts that it has not met.</summary>
    public required LoadResult Cold { get; init; }

    /// <summary>Connections to the same hosts again.</summary>
    public required LoadResult Warm { get; init; }

    /// <summary>Processor time of the contender for one of those, in microseconds.</summary>
    public required double ProcessorWarm { get; init; }

    /// <summary>100 MB replies, over one connection and over four.</summary>
    public required (LoadResult One, LoadResult Four) Download { get; init; }

    /// <summary>10 MB requests, over one connection and over four.</summary>
    public required (LoadResult One, LoadResult Four) Upload { get; init; }

    /// <summary>Median delay of an event, in microseconds.</summary>
    public required double EventP50 { get; init; }

    /// <summary>1 KiB replies on a hundred streams of one connection; null where it is not asked.</summary>
    public LoadResult? Http2 { get; init; }

    public int Errors => new[] { Many, Single, Cold, Warm, Download.One, Download.Four, Upload.One, Upload.Four, Http2 }.Sum(r => r?.Errors ?? 0);
}
