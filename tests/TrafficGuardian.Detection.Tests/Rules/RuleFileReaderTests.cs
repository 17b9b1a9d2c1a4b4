using System.Text;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Tests.Rules;

public sealed class RuleFileReaderTests
{
    private const string Sound = """
        "id": "x", "pattern": "jwt", "severity": "low", "description": "d", "literals": ["abc"], "expression": "abc", "match": ["abc"]
        """;

    [Fact]
    public void A_sound_file_is_read_whole()
    {
        var rule = Assert.Single(Read(Rule(Sound + """
            , "ignore_case": true, "before": 7, "after": 9, "boundary": "path", "view": "command", "value": "last_token",
              "validators": ["entropy:2.5", "mixed_case"], "no_match": ["{{a} {hex:3-4}"]
            """), out var problems));
        Assert.Empty(problems);
        Assert.Equal("jwt/x", rule.Name);
        Assert.Equal("test", rule.Family);
        Assert.Equal((true, 7, 9), (rule.IgnoreCase, rule.Before, rule.After));
        Assert.Equal((RuleBoundary.Path, RuleView.Command, RuleValue.LastToken), (rule.Boundary, rule.View, rule.Value));
        Assert.Equal(["entropy:2.5", "mixed_case"], rule.Validators);
    }

    [Theory]
    [InlineData("\"surprise\": 1", "unknown field")]
    [InlineData("\"before\": -1", "'before' must be 0 to 1024")]
    [InlineData("\"after\": 0", "'after' must be 1 to 4096")]
    [InlineData("\"after\": \"9\"", "'after' must be a whole number")]
    [InlineData("\"boundary\": \"tight\"", "'boundary' must be none, word, token or path")]
    [InlineData("\"view\": \"all\"", "'view' must be text or command")]
    [InlineData("\"value\": \"half\"", "'value' must be whole or last_token")]
    [InlineData("\"ignore_case\": 1", "'ignore_case' must be true or false")]
    [InlineData("\"validators\": [\"magic\"]", "unknown validator")]
    [InlineData("\"validators\": [\"entropy\"]", "unknown validator or argument")]
    [InlineData("\"validators\": \"entropy:1\"", "'validators' must be an array of strings")]
    [InlineData("\"no_match\": [\"{nope:3}\"]", "opens no {class:n}")]
    [InlineData("\"no_match\": [\"{hex:9-3}\"]", "opens no {class:n}")]
    [InlineData("\"no_match\": [{}]", "'no_match' must hold strings only")]
    [InlineData("\"id\": \"y\"", "given twice")]
    public void A_wrong_field_is_told_with_its_place(string field, string expected)
    {
        var file = Rule(Sound + ",\n" + field);
        Read(file, out var problems);
        var problem = Assert.Single(problems);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Equal(("rules.json", 2, "x"), (problem.Source, problem.Line, problem.Rule));
        Assert.InRange(problem.Column, 1, field.Length);
    }

    [Theory]
    [InlineData("\"literals\": [\"abc\"]", "\"literals\": [\"ab\"]", "a literal must be 3 to 128 ASCII")]
    [InlineData("\"literals\": [\"abc\"]", "\"literals\": []", "needs at least one entry")]
    [InlineData("\"literals\": [\"abc\"]", "\"literals\": [\"äbc\"]", "ASCII")]
    [InlineData("\"pattern\": \"jwt\"", "\"pattern\": \"magic\"", "unknown pattern")]
    [InlineData("\"pattern\": \"jwt\"", "\"pattern\": \"known_value\"", "unknown pattern")]
    [InlineData("\"severity\": \"low\"", "\"severity\": \"grave\"", "'severity' must be")]
    [InlineData("\"id\": \"x\"", "\"id\": \"X y\"", "'id' must be")]
    [InlineData("\"expression\": \"abc\"", "\"expression\": \"a(bc\"", "invalid at character")]
    [InlineData("\"expression\": \"abc\"", "\"expression\": \"(?=abc)\"", "needs backtracking")]
    [InlineData("\"expression\": \"abc\"", "\"expression\": \"(?<a>a)\\\\k<a>bc\"", "needs backtracking")]
    [InlineData("\"match\": [\"abc\"]", "\"match\": []", "needs at least one template")]
    [InlineData(", \"match\": [\"abc\"]", "", "'match' is missing")]
    [InlineData(", \"expression\": \"abc\"", "", "'expression' is missing")]
    public void A_wrong_value_is_told(string part, string instead, string expected)
    {
        Read(Rule(Sound.Replace(part, instead, StringComparison.Ordinal)), out var problems);
        Assert.Contains(problems, p => p.Message.Contains(expected, StringComparison.Ordinal) && p.Line == 1 && p.Column > 0);
    }

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        Read("""
            { "family": "test", "extra": {}, "rules": [
              { "id": "a" },
              7,
              { "id": "b", "pattern": "nope", "severity": "low", "description": "d", "literals": ["x"], "expression": "(", "match": ["{"] }
            ] }
            """, out var problems);
        Assert.Equal([1, 2, 2, 2, 2, 2, 2, 3, 4, 4, 4, 4], problems.Select(static p => p.Line).Order());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{\n\"family\": \"x\",\n \"rules\": [}\n", 3)]
    [InlineData("[]", 1)]
    [InlineData("{ \"family\": \"x\", \"rules\": [] } trailing", 1)]
    public void What_is_no_rule_file_is_told_with_its_line(string text, int line)
    {
        Read(text, out var problems);
        Assert.Equal(line, Assert.Single(problems, p => p.Line == line).Line);
    }

    [Fact]
    public void No_message_quotes_the_file()
    {
        Read(Rule(Sound.Replace("\"low\"", "\"hunter2-secret\"", StringComparison.Ordinal) + ", \"hunter2-field\": \"hunter2\""), out var problems);
        Assert.NotEmpty(problems);
        Assert.All(problems, static p => Assert.DoesNotContain("hunter2", p.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Two_rules_of_one_name_are_refused()
    {
        var text = "{ \"family\": \"test\", \"rules\": [ {" + Sound + "},\n {" + Sound + "} ] }";
        Assert.Null(Detector.Create(
            new DetectorOptions { FingerprintKey = new byte[32], RuleFiles = [new RuleSource("rules.json", Encoding.UTF8.GetBytes(text))] }, out var problems));
        var problem = Assert.Single(problems);
        Assert.Equal((2, "x"), (problem.Line, problem.Rule));
        Assert.Contains("already has a rule", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_long_is_refused()
    {
        Read(new string(' ', RuleFileReader.MaxFileBytes + 1), out var problems);
        Assert.Contains("longer than", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    private static string Rule(string fields) => $"{{ \"family\": \"test\", \"rules\": [ {{ {fields} }} ] }}";

    private static IReadOnlyList<RuleInfo> Read(string text, out List<RuleProblem> problems)
    {
        problems = [];
        return RuleFileReader.Read(new RuleSource("rules.json", Encoding.UTF8.GetBytes(text)), trusted: false, problems);
    }
}
