using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Rules;

/// <summary>Judges what the fields of a draft mean, and makes the rule where all are right.</summary>
/// <param name="file">The file's name.</param>
/// <param name="family">What the file calls its rules together.</param>
/// <param name="trusted">Whether expressions and templates, which take long, were checked elsewhere: the tests do for built-in files.</param>
/// <param name="report">Takes the offset, the draft and the message of a problem.</param>
internal sealed class RuleDraftCheck(string file, string family, bool trusted, Action<long, RuleDraft?, string> report)
{
    /// <summary>Most bytes a match may reach to the left of a literal.</summary>
    public const int MaxBefore = 1024;

    /// <summary>Most bytes a match may reach to the right of a literal's first byte.</summary>
    public const int MaxAfter = 4096;

    /// <summary>Shortest and longest literal.</summary>
    public const int MinLiteral = 3;
    public const int MaxLiteral = 128;

    private static readonly string[] Required = ["id", "pattern", "severity", "description", "literals", "expression", "match"];

    private bool _sound;

    /// <summary>Whether a text is a rule's id.</summary>
    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= 64 } && char.IsAsciiLetterOrDigit(text[0])
        && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>The rule, or null where something was reported.</summary>
    public RuleInfo? ToRule(RuleDraft draft)
    {
        _sound = true;
        foreach (var field in Required.Where(f => !draft.Has(f)))
            Report(draft, field, $"'{field}' is missing");

        var rule = new RuleInfo
        {
            Pattern = Pattern(draft)!,
            Id = Id(draft),
            Severity = Choose<Severity>(draft, "severity", FindingNames.TryParse, "low, medium, high or critical"),
            Description = draft.Texts.GetValueOrDefault("description", ""),
            File = file,
            Offset = draft.OffsetOf("id"),
            Family = family,
            Literals = Literals(draft),
            Near = Near(draft),
            NearAny = NearAny(draft),
            IgnoreCase = draft.IgnoreCase,
            Expression = Expression(draft),
            Before = Number(draft, "before", 0, MaxBefore, 0),
            After = Number(draft, "after", 1, MaxAfter, 256),
            Boundary = Choose<RuleBoundary>(draft, "boundary", TryParseBoundary, "none, word, token or path"),
            View = Choose<RuleView>(draft, "view", TryParseView, "text or command"),
            Value = Choose<RuleValue>(draft, "value", TryParseValue, "whole or last_token"),
            Validators = Validators(draft),
            Match = Templates(draft, "match"),
            NoMatch = Templates(draft, "no_match"),
        };
        if (_sound && !trusted && !Rule.IsLinear(rule))
            Report(draft, "expression", "the expression needs backtracking; write it without look-around and back-references, and with smaller counts");
        return _sound ? rule : null;
    }

    private delegate bool Parser<T>(string? text, out T value);

    private static bool TryParseBoundary(string? text, out RuleBoundary boundary)
    {
        (boundary, var known) = text switch
        {
            "none" => (RuleBoundary.None, true),
            "word" => (RuleBoundary.Word, true),
            "token" => (RuleBoundary.Token, true),
            "path" => (RuleBoundary.Path, true),
            _ => (RuleBoundary.None, false),
        };
        return known;
    }

    private static bool TryParseView(string? text, out RuleView view)
    {
        view = text == "command" ? RuleView.Command : RuleView.Text;
        return text is "command" or "text";
    }

    private static bool TryParseValue(string? text, out RuleValue value)
    {
        value = text == "last_token" ? RuleValue.LastToken : RuleValue.Whole;
        return text is "last_token" or "whole";
    }

    private void Report(RuleDraft draft, string field, string message)
    {
        _sound = false;
        report(draft.OffsetOf(field), draft, message);
    }

    private T Choose<T>(RuleDraft draft, string field, Parser<T> parse, string choices)
        where T : struct
    {
        if (!draft.Texts.TryGetValue(field, out var text))
            return default;
        if (!parse(text, out var value))
            Report(draft, field, $"'{field}' must be {choices}");
        return value;
    }

    private PatternInfo? Pattern(RuleDraft draft)
    {
        if (!draft.Texts.TryGetValue("pattern", out var name))
            return null;
        if (PatternCatalogue.TryGet(name, out var pattern) && name is not (PatternCatalogue.KnownValue or PatternCatalogue.SocialWrite))
            return pattern;
        Report(draft, "pattern", "unknown pattern; 'traffic-guardian patterns list' shows the names");
        return null;
    }

    private string Id(RuleDraft draft)
    {
        var id = draft.Texts.GetValueOrDefault("id");
        if (draft.Has("id") && !IsId(id))
            Report(draft, "id", "'id' must be lower-case letters, digits and hyphens, 64 at most, not beginning with a hyphen");
        return id ?? "";
    }

    private int Number(RuleDraft draft, string field, int least, int most, int otherwise)
    {
        var number = draft.Numbers.GetValueOrDefault(field, otherwise);
        if (number < least || number > most)
            Report(draft, field, $"'{field}' must be {least} to {most}");
        return number;
    }

    private IReadOnlyList<string> Literals(RuleDraft draft)
    {
        if (draft.Lists.TryGetValue("literals", out var list) && list.Count == 0)
            Report(draft, "literals", "'literals' needs at least one entry: a string that is in every match");
        foreach (var (text, offset) in list ?? [])
        {
            if (text.Length is < MinLiteral or > MaxLiteral || !(System.Text.Ascii.IsValid(text) || IsBytes(text, draft)))
            {
                _sound = false;
                report(offset, draft, $"a literal must be {MinLiteral} to {MaxLiteral} ASCII characters, or U+0080 to U+00FF only, for single bytes, where case counts; shorter ones would stop the scan everywhere");
            }
        }

        return draft.ListOf("literals");
    }

    // A character up to U+00FF stands for the byte of its number, as it does in expressions.
    private static bool IsBytes(string text, RuleDraft draft) => !draft.IgnoreCase && text.All(static c => c is >= '\x80' and <= '\xFF');

    private string Near(RuleDraft draft)
    {
        var near = draft.Texts.GetValueOrDefault("near", "");
        if (draft.Has("near") && (near.Length is 0 or > MaxLiteral || !System.Text.Ascii.IsValid(near)))
            Report(draft, "near", $"'near' must be 1 to {MaxLiteral} ASCII characters");
        return near;
    }

    private string NearAny(RuleDraft draft)
    {
        var list = draft.Texts.GetValueOrDefault("near_any", "");
        if (draft.Has("near_any") && list != ServiceNames.List)
            Report(draft, "near_any", $"'near_any' must be {ServiceNames.List}");
        return list;
    }

    private string Expression(RuleDraft draft)
    {
        if (!draft.Texts.TryGetValue("expression", out var expression))
            return "";
        if (trusted)
            return expression;
        try
        {
            _ = new Regex(expression, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException e)
        {
            Report(draft, "expression", $"the expression is invalid at character {e.Offset + 1} ({e.Error})");
        }

        return expression;
    }

    private IReadOnlyList<string> Validators(RuleDraft draft)
    {
        foreach (var (text, offset) in draft.Lists.GetValueOrDefault("validators", []))
        {
            if (ValidatorRegistry.TryMake(text, out _))
                continue;
            _sound = false;
            report(offset, draft, $"unknown validator or argument; known are {string.Join(", ", ValidatorRegistry.Names)}");
        }

        return draft.ListOf("validators");
    }

    private IReadOnlyList<string> Templates(RuleDraft draft, string field)
    {
        if (field == "match" && draft.Lists.TryGetValue(field, out var list) && list.Count == 0)
            Report(draft, field, "'match' needs at least one template: an example that the rule finds");
        foreach (var (text, offset) in trusted ? [] : draft.Lists.GetValueOrDefault(field, []))
        {
            if (Template.TryExpand(text, new Random(0), out _, out var error))
                continue;
            _sound = false;
            report(offset, draft, error);
        }

        return draft.ListOf(field);
    }
}
