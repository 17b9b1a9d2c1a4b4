using System.Text;
using System.Text.RegularExpressions;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Rules;

/// <summary>A rule made ready to match with. The expression is built when it is first needed; thread-safe.</summary>
internal sealed class Rule
{
    private readonly Lazy<Regex> _expression;

    public Rule(RuleInfo info)
        : this(info, [.. info.Literals.Select(Encoding.Latin1.GetBytes)])
    {
    }

    public Rule(RuleInfo info, byte[][] literals)
    {
        Info = info;
        Literals = literals;
        Near = Encoding.ASCII.GetBytes(info.Near);
        NeedsService = info.NearAny == ServiceNames.List;
        Validators = [.. info.Validators.Select(ValidatorRegistry.Make)];
        Name = info.Name;
        IsSplittable = info.Pattern.MatchIsSecret && info.Before == 0 && !info.IgnoreCase && info.Near.Length == 0 && info.View == RuleView.Text;
        IsPath = info.Pattern is { MatchIsSecret: false, ThreatType: ThreatType.Exfil };
        IsDistinct = IsSplittable && (info.Pattern.Name is "ai_api_key" or "aws_access_key_id") && info.Value == RuleValue.Whole && info.Literals.Any(static l => l.Length >= 4 && !IsWord(l));
        Label = $"[REDACTED:{info.Name}]";
        _expression = new Lazy<Regex>(() => Build(info));
    }

    public RuleInfo Info { get; }

    public byte[][] Literals { get; }

    /// <summary>What must stand near a literal for the expression to be run; may be empty.</summary>
    public byte[] Near { get; }

    /// <summary>Whether the name of a service must stand near a literal too.</summary>
    public bool NeedsService { get; }

    public IValidator[] Validators { get; }

    /// <summary><c>pattern/id</c>.</summary>
    public string Name { get; }

    /// <summary>What stands in a snippet where the match was.</summary>
    public string Label { get; }

    /// <summary>Whether a match may also be looked for in parts: where its literal begins a secret of its own form.</summary>
    public bool IsSplittable { get; }

    /// <summary>Whether it finds the path of a secret, of which the parts may be looked for where they are surely parts.</summary>
    public bool IsPath { get; }

    /// <summary>Whether it has literals that are so rare that a few letters beside the match do not hide it.</summary>
    public bool IsDistinct { get; }

    public Regex Expression => _expression.Value;

    /// <summary>Whether a match begins with one of those rare literals.</summary>
    public bool IsDistinctAt(ReadOnlySpan<byte> match)
    {
        if (!IsDistinct)
            return false;
        for (var i = 0; i < Literals.Length; i++)
        {
            if (Literals[i].Length >= 4 && match.StartsWith(Literals[i]) && !IsWord(Info.Literals[i]))
                return true;
        }

        return false;
    }

    /// <summary>Whether the expression can be run in time linear to its input.</summary>
    public static bool IsLinear(RuleInfo info)
    {
        try
        {
            Build(info);
            return true;
        }
        catch (NotSupportedException)
        {
            // Look-around, back-references, or more states than the engine allows.
            return false;
        }
    }

    // "apikey_" names what follows; it does not hide it.
    private static bool IsWord(string literal) =>
        literal.TrimEnd('_', '-', '=') is "key" or "api" or "token" or "secret" or "pat" or "dapi" or "sess" or "live" or "test";

    private static Regex Build(RuleInfo info) => new(
        info.Expression,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
        | (info.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
}
