using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Sequences;

/// <summary>The sequences as rules, for lists; they are code, not files.</summary>
internal static class SequenceRules
{
    /// <summary>A secret is read, then something is sent or fetched.</summary>
    public const string SecretThenSend = "secret-then-send";

    /// <summary>A file is saved, then run.</summary>
    public const string SavedThenRun = "saved-then-run";

    /// <summary>Several commands in a short time that tell where one has got to.</summary>
    public const string Reconnaissance = "reconnaissance";

    /// <summary>All of them, as far as they are switched on.</summary>
    public static IEnumerable<RuleInfo> Infos(IReadOnlySet<string> disabled) =>
        new[]
        {
            Make(SecretThenSend, Severity.High, "A secret is read, then something is sent or fetched, by the tools that one agent calls"),
            Make(SavedThenRun, Severity.High, "A file is fetched, decoded or hidden by one call of a tool, and run by a later one"),
            Make(Reconnaissance, Severity.Medium, "Commands that tell who one is, on what machine and among whom, several in three minutes"),
        }
        .Where(r => !disabled.Contains(r.Pattern.Name) && !disabled.Contains(r.Name));

    private static RuleInfo Make(string id, Severity severity, string description)
    {
        PatternCatalogue.TryGet(PatternCatalogue.Sequence, out var pattern);
        return new RuleInfo
        {
            Pattern = pattern!,
            Id = id,
            Severity = severity,
            Description = description,
            File = "",
            Family = "sequences",
            Literals = [],
            Expression = "",
        };
    }
}
