using System.Globalization;
using System.Text;
using TrafficGuardian.Load.Contenders;

namespace TrafficGuardian.Load;

/// <summary>Medians over the rounds, and medians of the ratios within each round.</summary>
internal sealed class ResultTable(
    IReadOnlyList<Contender> contenders,
    IReadOnlyDictionary<Contender, List<Sample>> samples,
    IReadOnlyDictionary<Contender, Footprint> footprints)
{
    private readonly StringBuilder _text = new();

    public string ToMarkdown()
    {
        Contender direct = contenders[0];
        Line("", c => c.Name);
        _text.Append('|').Insert(_text.Length, "---|", contenders.Count + 1).AppendLine();
        Line("requests/s, 1 KiB, 16 connections", c => Median(c, s => s.Many.RequestsPerSecond, "F0"));
        Ratios(s => s.Many.RequestsPerSecond);

        Line("p50, 16 connections, µs", c => Median(c, s => s.Many.P50, "F0"));
        Line("p99, 16 connections, µs", c => Median(c, s => s.Many.P99, "F0"));
        Line("p50, 1 connection, µs", c => Median(c, s => s.Single.P50, "F0"));
        Ratios(s => s.Single.P50);
        Line("p99, 1 connection, µs", c => Median(c, s => s.Single.P99, "F0"));
        Line("MB/s, 8 MiB, 4 connections", c => Median(c, s => s.Large.MegabytesPerSecond, "F0"));
        Ratios(s => s.Large.MegabytesPerSecond);
        Line("an event's delay, p50, µs", c => Median(c, s => s.EventP50, "F0"));
        Line("… added to direct, µs", c => Added(c, direct, s => s.EventP50));
        Line("start until it listens, ms", c => Process(c, footprints[c].Start.TotalMilliseconds));
        Line("resident idle, MB", c => Process(c, footprints[c].IdleBytes / 1e6));
        Line("resident after load, MB", c => Process(c, c.ResidentBytes / 1e6));
        Line("failed connections", c => Show(samples[c].Sum(s => s.Many.Errors + s.Single.Errors + s.Large.Errors), "F0"));
        return _text.ToString().TrimEnd();

        void Ratios(Func<Sample, double> value)
        {
            foreach (Contender other in contenders.Where(c => c is Direct or Nginx))
            {
                Line($"… ratio to {other.Name}", c => Ratio(c, other, value));
            }
        }
    }

    private void Line(string name, Func<Contender, string> cell) =>
        _text.AppendLine($"| {name} | {string.Join(" | ", contenders.Select(cell))} |");

    private string Median(Contender contender, Func<Sample, double> value, string format) =>
        Show(Middle(samples[contender].Select(value)), format);

    private string Ratio(Contender contender, Contender to, Func<Sample, double> value) =>
        Show(Middle(samples[contender].Zip(samples[to], (a, b) => value(a) / value(b))), "F2");

    private string Added(Contender contender, Contender to, Func<Sample, double> value) =>
        Show(Middle(samples[contender].Zip(samples[to], (a, b) => value(a) - value(b))), "F0");

    private static string Process(Contender contender, double value) => contender is Direct ? "" : Show(value, "F0");

    private static string Show(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
