using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Tests.Rules;

public sealed class BuiltInRulesTests
{
    private static readonly DetectorOptions Options = new() { FingerprintKey = new byte[32] };

    [Fact]
    public void Every_file_reads_without_a_problem_when_nothing_is_taken_on_trust()
    {
        var problems = new List<RuleProblem>();
        foreach (var file in RuleCatalogue.BuiltInFiles)
            RuleFileReader.Read(file, trusted: false, problems);
        Assert.Empty(problems);
    }

    [Fact]
    public void Every_rule_passes_its_own_templates() => Assert.Empty(RuleCheck.Run([]));

    [Fact]
    public void No_rule_fires_on_a_counterexample_of_another_rule_of_its_pattern()
    {
        var detector = Detector.Create(Options, out _)!;
        var wrong = new List<string>();
        foreach (var rule in detector.Rules)
        {
            foreach (var template in rule.NoMatch)
            {
                var fired = RuleCheck.Fire(detector, rule.Direction, template, seed: 1);
                wrong.AddRange(fired.Where(other => other.StartsWith(rule.Pattern.Name + "/", StringComparison.Ordinal))
                    .Select(other => $"{other} fires on a no_match of {rule.Name}"));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_rule_has_an_example_of_each_kind()
    {
        var detector = Detector.Create(Options, out _)!;
        Assert.All(detector.Rules, static r => Assert.NotEmpty(r.Match));
    }

    [Fact]
    public void Patterns_have_one_sentence_and_a_direction()
    {
        Assert.All(PatternCatalogue.All, static p => Assert.EndsWith(".", p.Meaning, StringComparison.Ordinal));
        Assert.Equal(PatternCatalogue.All.Count, PatternCatalogue.All.Select(static p => p.Name).Distinct().Count());
    }
}
