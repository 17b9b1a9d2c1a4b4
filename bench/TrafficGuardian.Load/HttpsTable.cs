using TrafficGuardian.Load.Contenders;

namespace TrafficGuardian.Load;

/// <summary>What HTTPS costs where somebody in between reads it.</summary>
internal sealed class HttpsTable(
    IReadOnlyList<Contender> contenders,
    IReadOnlyDictionary<Contender, List<HttpsSample>> samples,
    IReadOnlyDictionary<Contender, HttpsFootprint> footprints) : MedianTable<HttpsSample>(contenders, samples)
{
    protected override void Rows()
    {
        Medians("requests/s, 1 KiB, 16 connections", s => s.Many.RequestsPerSecond);
        Ratios(s => s.Many.RequestsPerSecond);
        Medians("p50, 16 connections, µs", s => s.Many.P50);
        Medians("p99, 16 connections, µs", s => s.Many.P99);
        Medians("its processor time a request, µs", s => s.ProcessorMany);
        Medians("requests/s, 1 KiB, 1 connection", s => s.Single.RequestsPerSecond);
        Medians("p50, 1 connection, µs", s => s.Single.P50);
        Ratios(s => s.Single.P50);
        Medians("p99, 1 connection, µs", s => s.Single.P99);
        Medians("handshakes/s, 100 hosts, first pass", s => s.Cold.RequestsPerSecond);
        Ratios(s => s.Cold.RequestsPerSecond);
        Medians("handshakes/s, later passes", s => s.Warm.RequestsPerSecond);
        Ratios(s => s.Warm.RequestsPerSecond);
        Medians("its processor time a later handshake, µs", s => s.ProcessorWarm);
        Medians("MB/s, 100 MB download, 1 connection", s => s.Download.One.MegabytesPerSecond);
        Ratios(s => s.Download.One.MegabytesPerSecond);
        Medians("MB/s, 100 MB download, 4 connections", s => s.Download.Four.MegabytesPerSecond);
        Medians("MB/s, 10 MB upload, 1 connection", s => s.Upload.One.MegabytesPerSecond);
        Ratios(s => s.Upload.One.MegabytesPerSecond);
        Medians("MB/s, 10 MB upload, 4 connections", s => s.Upload.Four.MegabytesPerSecond);
        Medians("an event's delay, p50, µs", s => s.EventP50);
        Added("… added to direct, µs", s => s.EventP50);
        Medians("HTTP/2 requests/s, 1 KiB, 100 streams", s => s.Http2?.RequestsPerSecond ?? double.NaN);
        Process("resident idle, MB", c => footprints[c].IdleBytes / 1e6);
        Process("… with 1,000 idle connections, MB", c => footprints[c].ConnectedBytes / 1e6);
        Process("resident after load, MB", c => c.ResidentBytes / 1e6);
        Sums("failed connections", s => s.Errors);
    }
}
