using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Judging;

/// <summary>The rules for host names that no expression can state; see <see cref="Validators.HostLabels"/>.</summary>
internal sealed class HostRules
{
    private const string Family = "host-names";

    public HostRules(IReadOnlySet<string> disabled)
    {
        Text = Make("encoded-text", Severity.High, "Labels of a host name that are text in hexadecimal or base32", disabled);
        Random = Make("long-label", Severity.Medium, "Labels of a host name that are longer and more random than names are", disabled);
    }

    /// <summary>For labels that decode to text; null where it is switched off.</summary>
    public Rule? Text { get; }

    /// <summary>For long random labels; null where it is switched off.</summary>
    public Rule? Random { get; }

    /// <summary>Both, as data.</summary>
    public IEnumerable<RuleInfo> Infos => new[] { Text, Random }.OfType<Rule>().Select(static r => r.Info);

    private static Rule? Make(string id, Severity severity, string description, IReadOnlySet<string> disabled)
    {
        PatternCatalogue.TryGet(PatternCatalogue.HostName, out var pattern);
        var info = new RuleInfo
        {
            Pattern = pattern!,
            Id = id,
            Severity = severity,
            Description = description,
            File = "",
            Family = Family,
            Literals = [],
            Expression = "",
        };
        return disabled.Contains(info.Pattern.Name) || disabled.Contains(info.Name) ? null : new Rule(info);
    }
}
