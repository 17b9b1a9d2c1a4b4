using System.Text;
using System.Text.RegularExpressions;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Judging;

/// <summary>Makes a rule for each value that the operator named.</summary>
internal static class KnownValueRules
{
    /// <summary>Shorter values would be found everywhere.</summary>
    public const int MinBytes = 8;

    private const int LongestLiteral = 32;
    private const int LongestValue = 2048;

    /// <summary>Values shorter than <see cref="MinBytes"/> are left out; of longer ones than 2,048 bytes the beginning is looked for.</summary>
    public static IEnumerable<Rule> Make(IEnumerable<KnownValue> values) =>
        values.Where(static v => v.Value.Length >= MinBytes).Select(static (v, index) => Make(v, index));

    private static Rule Make(KnownValue known, int index)
    {
        PatternCatalogue.TryGet(PatternCatalogue.KnownValue, out var pattern);
        var value = known.Value.Span[..Math.Min(known.Value.Length, LongestValue)];
        var info = new RuleInfo
        {
            Pattern = pattern!,
            Id = Sanitised(known.Name, index),
            Severity = Severity.Critical,
            Description = "A value that the operator named",
            File = "",
            Family = "",
            Literals = [],
            Expression = Regex.Escape(Encoding.Latin1.GetString(value)),
            After = value.Length,
        };
        return new Rule(info, [value[..Math.Min(value.Length, LongestLiteral)].ToArray()]);
    }

    private static string Sanitised(string name, int index)
    {
        var id = new string([.. name.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(32)]).Trim('-');
        return id.Length == 0 ? $"value-{index + 1}" : id;
    }
}
