using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// The rules that look at one kind of view in one direction, with the prefilter over all their literals. The prefilter
/// takes some milliseconds to plan, so it is made when it is first needed.
/// </summary>
internal sealed class RuleSet
{
    private readonly Lazy<LiteralPrefilter> _prefilter;

    // Index of the first of them among all that are looked for together.
    private readonly int _first;

    public RuleSet(IEnumerable<Rule> rules)
    {
        Rules = [.. rules];
        _prefilter = new Lazy<LiteralPrefilter>(() => LiteralPrefilter.Over(Rules));
    }

    private RuleSet(Rule[] rules, Lazy<LiteralPrefilter> prefilter, int first) => (Rules, _prefilter, _first) = (rules, prefilter, first);

    public Rule[] Rules { get; }

    /// <summary>Looks for the literals of these rules, and of the sets that are looked for together with them.</summary>
    public LiteralPrefilter Prefilter => _prefilter.Value;

    public bool IsEmpty => Rules.Length == 0;

    /// <summary>Two sets whose literals are looked for together, so that what is known of a text holds for both.</summary>
    public static (RuleSet First, RuleSet Second) Together(IEnumerable<Rule> first, IEnumerable<Rule> second)
    {
        Rule[] firstRules = [.. first];
        Rule[] secondRules = [.. second];
        var prefilter = new Lazy<LiteralPrefilter>(() => LiteralPrefilter.Over(firstRules.Concat(secondRules)));
        return (new RuleSet(firstRules, prefilter, 0), new RuleSet(secondRules, prefilter, firstRules.Length));
    }

    /// <summary>Tells whether a hit's rule is one of these, and which.</summary>
    public bool Holds(int hitRule, out int index)
    {
        index = hitRule - _first;
        return (uint)index < (uint)Rules.Length;
    }
}
