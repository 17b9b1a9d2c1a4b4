using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// The rules that look at one kind of view in one direction, with the prefilter over all their literals. The prefilter
/// takes some milliseconds to plan, so it is made when it is first needed.
/// </summary>
internal sealed class RuleSet
{
    private readonly Lazy<LiteralPrefilter> _prefilter;

    public RuleSet(IEnumerable<Rule> rules)
    {
        Rules = [.. rules];
        _prefilter = new Lazy<LiteralPrefilter>(() => LiteralPrefilter.Over(Rules));
    }

    public Rule[] Rules { get; }

    public LiteralPrefilter Prefilter => _prefilter.Value;

    public bool IsEmpty => Rules.Length == 0;
}
