using TrafficGuardian.Load.Contenders;

namespace TrafficGuardian.Load;

/// <summary>What plain HTTP costs.</summary>
internal sealed class ResultTable(
    IReadOnlyList<Contender> contenders,
    IReadOnlyDictionary<Contender, List<Sample>> samples,
    IReadOnlyDictionary<Contender, Footprint> footprints) : MedianTable<Sample>(contenders, samples)
{
    protected override void Rows()
    {
        Medians("requests/s, 1 KiB, 16 connections", s => s.Many.RequestsPerSecond);
        Ratios(s => s.Many.RequestsPerSecond);
        Medians("p50, 16 connections, µs", s => s.Many.P50);
        Medians("p99, 16 connections, µs", s => s.Many.P99);
        Medians("p50, 1 connection, µs", s => s.Single.P50);
        Ratios(s => s.Single.P50);
        Medians("p99, 1 connection, µs", s => s.Single.P99);
        Medians("MB/s, 8 MiB, 4 connections", s => s.Large.MegabytesPerSecond);
        Ratios(s => s.Large.MegabytesPerSecond);
        Medians("an event's delay, p50, µs", s => s.EventP50);
        Added("… added to direct, µs", s => s.EventP50);
        Process("start until it listens, ms", c => footprints[c].Start.TotalMilliseconds);
        Process("resident idle, MB", c => footprints[c].IdleBytes / 1e6);
        Process("resident after load, MB", c => c.ResidentBytes / 1e6);
        Sums("failed connections", s => s.Many.Errors + s.Single.Errors + s.Large.Errors);
    }
}
