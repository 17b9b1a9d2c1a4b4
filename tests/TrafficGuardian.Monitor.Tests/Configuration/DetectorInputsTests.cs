using System.Text;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Tests.Configuration;

public sealed class DetectorInputsTests
{
    [Fact]
    public void Rule_files_and_secrets_are_read_and_the_platforms_bindings_added()
    {
        using var fixture = new ConfigFixture().With("TG_KEY", "made-up-key");
        fixture.Write("own.json", "{}");
        fixture.Write("secret.txt", "made-up-value\n");
        fixture.With("PICOCLAW_CONFIG", fixture.Write("p.json", """{"model_list":[{"api_base":"https://llm.corp.example/v1"}]}"""));

        var inputs = Read(fixture, """
            {"patterns":{"rule_files":["own.json"],"known_values":[{"file":"secret.txt"},{"env":"TG_KEY"},{"env":"TG_NONE"}]},
             "credentials":[{"env":"TG_KEY","hosts":["a.example"]},{"pattern":"jwt","hosts":["b.example"]},{"env":"TG_NONE","hosts":["c.example"]}]}
            """, out var problems, out var warnings);

        Assert.Empty(problems);
        Assert.Equal(2, warnings.Count);
        Assert.Equal(["secret.txt made-up-value", "TG_KEY made-up-key"], inputs.KnownValues.Select(known => $"{known.Name} {Encoding.UTF8.GetString(known.Value.Span)}"));
        Assert.Equal(["value at a.example", "jwt at b.example", "ai_api_key at llm.corp.example"], inputs.Credentials.Select(credential => credential.ToString()));
        Assert.Single(inputs.RuleFiles);
    }

    [Theory]
    [InlineData("short\n", "less than 8 bytes")]
    [InlineData("", "holds nothing")]
    public void A_known_value_that_would_be_found_everywhere_is_refused(string content, string message)
    {
        using var fixture = new ConfigFixture();
        fixture.Write("secret.txt", content);

        Read(fixture, """{"patterns":{"known_values":[{"file":"secret.txt"}]}}""", out var problems, out _);

        Assert.Contains(message, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    private static DetectorInputs Read(
        ConfigFixture fixture, string json, out IReadOnlyList<ConfigProblem> problems, out IReadOnlyList<string> warnings)
    {
        var result = fixture.Load(json);
        Assert.Empty(result.Problems);
        var plan = PlatformPlanner.Plan(PlatformFactsReader.Read(fixture.Context, "http://127.0.0.1:1"));
        return DetectorInputs.Read(result.Config!, fixture.Context, plan, out problems, out warnings);
    }
}
