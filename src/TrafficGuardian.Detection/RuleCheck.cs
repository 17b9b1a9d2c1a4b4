using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection;

/// <summary>Lets rules prove themselves: every <c>match</c> template fires its rule, every <c>no_match</c> does not.</summary>
public static class RuleCheck
{
    // Several expansions, since a template's made-up characters may hit or miss by chance.
    private const int Expansions = 5;

    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    /// <summary>Checks the built-in rules and the given files'.</summary>
    /// <returns>Every problem: those of reading, or else those of the templates.</returns>
    public static IReadOnlyList<RuleProblem> Run(IReadOnlyList<RuleSource> files)
    {
        var detector = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32], RuleFiles = files }, out var problems);
        if (detector is null)
            return problems;
        var found = new List<RuleProblem>();
        foreach (var rule in detector.Rules)
            Check(detector, rule, found);
        return found;
    }

    /// <summary>The rules, as <c>pattern/id</c>, that fire on a template's expansion.</summary>
    internal static IReadOnlySet<string> Fire(Detector detector, Direction direction, string template, int seed)
    {
        if (!Template.TryExpand(template, new Random(seed), out var text, out var error))
            throw new ArgumentException(error, nameof(template));
        var scan = new MessageScan { TellsAll = true };
        scan.Begin(detector, new MessageContext("picoclaw", direction, "http", "127.0.0.1", "host.invalid", "host.invalid:80"), Epoch);
        scan.Body(Encoding.UTF8.GetBytes(text), last: true, Epoch);
        return scan.Found.Select(static d => $"{d.Finding.Pattern}/{d.Rule}").ToHashSet(StringComparer.Ordinal);
    }

    private static void Check(Detector detector, RuleInfo rule, List<RuleProblem> problems)
    {
        for (var i = 0; i < rule.Match.Count; i++)
        {
            if (Enumerable.Range(0, Expansions).Any(seed => !Fire(detector, rule.Direction, rule.Match[i], seed).Contains(rule.Name)))
                problems.Add(Problem(rule, $"template {i + 1} of 'match' does not fire the rule; mend the rule or the template"));
        }

        for (var i = 0; i < rule.NoMatch.Count; i++)
        {
            if (Enumerable.Range(0, Expansions).Any(seed => Fire(detector, rule.Direction, rule.NoMatch[i], seed).Contains(rule.Name)))
                problems.Add(Problem(rule, $"template {i + 1} of 'no_match' fires the rule; mend the rule or the template"));
        }
    }

    private static RuleProblem Problem(RuleInfo rule, string message) => new(rule.File, 0, 0, rule.Id, message);
}
