using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Matching;

/// <summary>The rules that look at one kind of view in one direction, with the prefilter over all their literals.</summary>
internal sealed class RuleSet
{
    public RuleSet(IEnumerable<Rule> rules)
    {
        Rules = [.. rules];
        Prefilter = LiteralPrefilter.Over(Rules);
    }

    public Rule[] Rules { get; }

    public LiteralPrefilter Prefilter { get; }

    public bool IsEmpty => Rules.Length == 0;
}
