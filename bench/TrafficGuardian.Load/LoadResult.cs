using System.Globalization;

namespace TrafficGuardian.Load;

/// <summary>What a run of load measured.</summary>
/// <param name="Requests">Requests whose reply came whole.</param>
/// <param name="Errors">Connections that failed.</param>
/// <param name="RequestsPerSecond">Over the whole run.</param>
/// <param name="P50">Median time from sending a request to the last byte of its reply, in microseconds.</param>
/// <param name="P99">The 99th percentile of it.</param>
/// <param name="MegabytesPerSecond">Reply bytes, in units of 10^6.</param>
internal sealed record LoadResult(
    long Requests, int Errors, double RequestsPerSecond, double P50, double P99, double MegabytesPerSecond)
{
    public string ToJson() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"requests":{{Requests}},"errors":{{Errors}},"requests_per_second":{{RequestsPerSecond:F0}},"p50_us":{{P50:F1}},"p99_us":{{P99:F1}},"mb_per_second":{{MegabytesPerSecond:F1}}}""");
}
