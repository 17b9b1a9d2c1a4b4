using System.Globalization;
using System.Text;
using TrafficGuardian.Load.Contenders;

namespace TrafficGuardian.Load;

/// <summary>A Markdown table with a column for each contender: medians over the rounds, and medians of the ratios within each round.</summary>
internal abstract class MedianTable<TSample>(
    IReadOnlyList<Contender> contenders, IReadOnlyDictionary<Contender, List<TSample>> samples)
{
    private readonly StringBuilder _text = new();

    public string ToMarkdown()
    {
        Line("", c => c.Name);
        _text.Append('|').Insert(_text.Length, "---|", contenders.Count + 1).AppendLine();
        Rows();
        return _text.ToString().TrimEnd();
    }

    protected abstract void Rows();

    protected void Line(string name, Func<Contender, string> cell) =>
        _text.AppendLine($"| {name} | {string.Join(" | ", contenders.Select(cell))} |");

    protected void Medians(string name, Func<TSample, double> value) => Line(name, c => Show(Middle(samples[c].Select(value))));

    /// <summary>A line for each contender that the others are held against.</summary>
    protected void Ratios(Func<TSample, double> value)
    {
        foreach (Contender other in contenders.Where(c => c is Direct or Nginx))
        {
            Line($"… ratio to {other.Name}", c => Ratio(c, other, value));
        }
    }

    /// <summary>What a contender adds to the first one.</summary>
    protected void Added(string name, Func<TSample, double> value) =>
        Line(name, c => Show(Middle(samples[c].Zip(samples[contenders[0]], (a, b) => value(a) - value(b)))));

    protected void Sums(string name, Func<TSample, int> value) => Line(name, c => Show(samples[c].Sum(value)));

    /// <summary>What only a process has.</summary>
    protected void Process(string name, Func<Contender, double> value) => Line(name, c => c is Direct ? "" : Show(value(c)));

    private string Ratio(Contender contender, Contender to, Func<TSample, double> value) =>
        Show(Middle(samples[contender].Zip(samples[to], (a, b) => value(a) / value(b))), "F2");

    private static string Show(double value, string format = "F0") => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
