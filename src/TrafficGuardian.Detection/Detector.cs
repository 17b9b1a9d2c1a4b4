using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Redaction;
using TrafficGuardian.Detection.Reviewing;
using TrafficGuardian.Detection.Rules;
using TrafficGuardian.Detection.Scanning;
using TrafficGuardian.Detection.Sequences;

namespace TrafficGuardian.Detection;

/// <summary>
/// Rules made ready to scan with. Immutable and safe to share; each message is read by a <see cref="MessageScan"/>.
/// </summary>
public sealed class Detector
{
    private readonly HashSet<string> _disabled;

    private Detector(DetectorOptions options, IReadOnlyList<RuleInfo> rules, HashSet<string> disabled)
    {
        Rules = rules;
        _disabled = disabled;
        var compiled = rules.Select(static r => new Rule(r)).Concat(KnownValueRules.Make(options.KnownValues)).ToList();
        Outbound = RulesOf(compiled, Direction.Outbound);
        Inbound = RulesOf(compiled, Direction.Inbound);
        Split = new RuleSet(Outbound.Text.Rules.Where(static r => IsKnownByItsBeginning(r) || r.IsPath));
        Paths = new RuleSet(Outbound.Text.Rules.Where(static r => r.IsPath));
        HostRules = new HostRules(disabled);
        OwnChannels = options.OwnChannels;
        Judge = new ContextJudge(ProviderTable.BuiltIn, options.Credentials);
        Redactor = new Redactor(options.FingerprintKey, new SecretMask(Outbound.Text));
    }

    /// <summary>The rules that are switched on, those of known values left out.</summary>
    public IReadOnlyList<RuleInfo> Rules { get; }

    internal DirectionRules Outbound { get; }

    internal DirectionRules Inbound { get; }

    /// <summary>The rules that are code and stand in no file, as far as they are switched on.</summary>
    public IReadOnlyList<RuleInfo> RulesInCode =>
        [.. HostRules.Infos, .. SequenceRules.Infos(_disabled), .. SocialRules.Infos.Where(r => !IsDisabled(r.Pattern.Name, r.Id))];

    /// <summary>All rules that are code and stand in no file.</summary>
    public static IReadOnlyList<RuleInfo> BuiltInRulesInCode =>
    [
        .. new HostRules(new HashSet<string>(StringComparer.Ordinal)).Infos, .. SequenceRules.Infos(new HashSet<string>(StringComparer.Ordinal)),
        .. SocialRules.Infos,
    ];

    /// <summary>The rules for secrets that are sent in parts.</summary>
    internal RuleSet Split { get; }

    /// <summary>The rules for paths, by which tools are known that read secrets.</summary>
    internal RuleSet Paths { get; }

    /// <summary>What is looked for in host names, beyond what the rules find in any text.</summary>
    internal HostRules HostRules { get; }

    /// <summary>Where the agent speaks with its people.</summary>
    internal IReadOnlyList<OwnChannel> OwnChannels { get; }

    internal ContextJudge Judge { get; }

    internal Redactor Redactor { get; }

    /// <summary>A destination as findings name it: a host name can carry a secret, which is hidden.</summary>
    public string SafeDestination(string destination) => Redactor.SafeDestination(destination);

    /// <summary>Makes a detector, or tells everything that is wrong with the rule files.</summary>
    /// <returns>The detector, or null where <paramref name="problems"/> is not empty.</returns>
    public static Detector? Create(DetectorOptions options, out IReadOnlyList<RuleProblem> problems) =>
        Create(options, RuleCatalogue.BuiltInFiles, out problems);

    /// <summary>
    /// Makes the finding of something that can't be read. It names who speaks with whom and a cause, and nothing of what passed.
    /// </summary>
    /// <param name="context">Whose traffic it is; the finding is outbound whatever its direction.</param>
    /// <param name="cause">Why it can't be read.</param>
    /// <param name="now">The time that the finding carries.</param>
    /// <returns>The finding, or null where its pattern, or this cause of it, is switched off.</returns>
    public Detected? Uninspectable(MessageContext context, UninspectableCause cause, DateTimeOffset now) =>
        _disabled.Contains(PatternCatalogue.Uninspectable)
        || _disabled.Contains($"{PatternCatalogue.Uninspectable}/{UninspectableText.NameOf(cause)}")
            ? null
            : Redactor.Uninspectable(context, cause, now);

    /// <summary>The finding of a request to this machine, a private network or a metadata service; null where it is switched off.</summary>
    internal Detected? PrivateDestination(MessageContext context, HostReach reach, DateTimeOffset now)
    {
        var text = PrivateDestinationText.Of(reach);
        return _disabled.Contains(text.Pattern) || _disabled.Contains($"{text.Pattern}/{text.Rule}")
            ? null
            : Redactor.WithoutMatch(context, text, now);
    }

    /// <summary>Makes the record of a write to a social account, or null where it is switched off.</summary>
    internal Detected? SocialWrite(MessageContext context, FixedText text, ReviewFields fields, ReadOnlySpan<byte> action, DateTimeOffset now) =>
        IsDisabled(text.Pattern, text.Rule) ? null : Redactor.Review(context, text, fields, action, now);

    /// <summary>Makes the finding of a server that says something else of the same tools, or null where it is switched off.</summary>
    internal Detected? ToolsChanged(MessageContext context, Severity severity, UInt128 descriptions, DateTimeOffset now) =>
        _disabled.Contains(PatternCatalogue.ToolPoisoning) || _disabled.Contains($"{PatternCatalogue.ToolPoisoning}/{Redactor.ToolsChangedRule}")
            ? null
            : Redactor.ToolsChanged(context, severity, descriptions, now);

    /// <summary>Makes the finding of steps that together look like an attack, or null where it is switched off.</summary>
    internal Detected? Sequence(MessageContext context, Sequence sequence, DateTimeOffset now) =>
        _disabled.Contains(PatternCatalogue.Sequence) || _disabled.Contains($"{PatternCatalogue.Sequence}/{sequence.Rule}")
            ? null
            : Redactor.Sequence(context, new FixedText(PatternCatalogue.Sequence, sequence.Rule, sequence.Severity, sequence.Shown), now);

    /// <summary>The same with other rule files in the place of the built-in ones.</summary>
    internal static Detector? Create(
        DetectorOptions options, IReadOnlyList<RuleSource> builtIn, out IReadOnlyList<RuleProblem> problems)
    {
        var rules = RuleCatalogue.Load(builtIn, options.RuleFiles, out problems);
        if (problems.Count > 0)
            return null;
        var disabled = options.Disabled.ToHashSet(StringComparer.Ordinal);
        return new Detector(
            options, [.. rules.Where(r => !disabled.Contains(r.Pattern.Name) && !disabled.Contains(r.Name))], disabled);
    }

    private bool IsDisabled(string pattern, string rule) => _disabled.Contains(pattern) || _disabled.Contains($"{pattern}/{rule}");

    private static bool IsKnownByItsBeginning(Rule rule) => rule.Info.Pattern.Name switch
    {
        PatternCatalogue.KnownValue or PatternCatalogue.PrivateKey => true,
        "ai_api_key" or "aws_access_key_id" or "vendor_credential" =>
            rule.Info is { IgnoreCase: false, Value: RuleValue.Whole },
        _ => false,
    };

    private static DirectionRules RulesOf(List<Rule> rules, Direction direction)
    {
        var (text, command) = RuleSet.Together(
            rules.Where(r => r.Info.Direction == direction && r.Info.View == RuleView.Text),
            rules.Where(r => r.Info.Direction == direction && r.Info.View == RuleView.Command));
        return new DirectionRules(text, command);
    }
}
