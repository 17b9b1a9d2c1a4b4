using System.Globalization;

namespace TrafficGuardian.Load;

/// <summary>What a run of load measured.</summary>
/// <param name="Requests">Requests whose reply came whole.</param>
/// <param name="Errors">Connections that failed.</param>
/// <param name="RequestsPerSecond">Over the whole run, the opening of connections left out.</param>
/// <param name="P50">Median time from sending a request to the last byte of its reply, in microseconds.</param>
/// <param name="P99">The 99th percentile of it.</param>
/// <param name="MegabytesPerSecond">Bytes of replies and of request bodies, in units of 10^6.</param>
internal sealed record LoadResult(
    long Requests, int Errors, double RequestsPerSecond, double P50, double P99, double MegabytesPerSecond)
{
    /// <param name="latencies">In ticks of the stopwatch, in any order.</param>
    /// <param name="errors">As in the result.</param>
    /// <param name="elapsed">How long the run took.</param>
    /// <param name="bytes">Carried in all.</param>
    public static LoadResult Of(long[] latencies, int errors, TimeSpan elapsed, long bytes)
    {
        Array.Sort(latencies);
        return new LoadResult(
            latencies.Length,
            errors,
            latencies.Length / elapsed.TotalSeconds,
            LoadRun.Percentile(latencies, 0.5),
            LoadRun.Percentile(latencies, 0.99),
            bytes / elapsed.TotalSeconds / 1e6);
    }

    public string ToJson() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"requests":{{Requests}},"errors":{{Errors}},"requests_per_second":{{RequestsPerSecond:F0}},"p50_us":{{P50:F1}},"p99_us":{{P99:F1}},"mb_per_second":{{MegabytesPerSecond:F1}}}""");
}
