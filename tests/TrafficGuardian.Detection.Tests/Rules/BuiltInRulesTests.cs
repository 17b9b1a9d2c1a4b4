using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Tests.Rules;

public sealed class BuiltInRulesTests
{
    [Fact]
    public void Every_rule_passes_its_own_templates()
    {
        Assert.NotEmpty(RuleCatalogue.BuiltInFiles);
        Assert.Empty(RuleCheck.Run([]));
    }
}
