using System.Text.Json;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Monitor.Tests.Disclosure;

public sealed class DisclosedFindingsTests
{
    private static readonly DateTimeOffset Now = new(2026, 4, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly IpcConfig TwoGroups = new()
    {
        GroupAddresses = new Dictionary<string, string>(StringComparer.Ordinal) { ["172.17.0.2"] = "family", ["172.17.0.3"] = "work" },
    };

    [Fact]
    public void A_group_sees_the_findings_of_its_own_address_and_nothing_of_another()
    {
        var told = Select([From("172.17.0.2", "mine"), From("172.17.0.3", "theirs"), From("::ffff:172.17.0.2", "mapped")], Audience.Of(TwoGroups, "family"));

        Assert.Equal("own", told.Scope);
        Assert.Equal(["mapped", "mine"], told.Findings.Select(finding => finding.Snippet));
        Assert.Equal(2, told.Total);
        Assert.Equal(2, told.Counts.ByPattern["ai_api_key"]);
    }

    [Fact]
    public void A_group_whose_address_is_not_known_is_told_counts_alone_that_no_filter_narrows()
    {
        var told = Select(
            [From("172.17.0.2", "mine", severity: "low"), From("172.17.0.3", "theirs")],
            Audience.Of(TwoGroups, "guests"),
            new FindingsQuestion { Severity = "high", Since = "1s" });

        Assert.Equal("counts", told.Scope);
        Assert.Empty(told.Findings);
        Assert.Null(told.NextCursor);
        Assert.Equal((2L, 2L), (told.Total, told.Counts.ByPattern["ai_api_key"]));
    }

    [Fact]
    public void With_the_scope_all_every_group_sees_everything()
    {
        var told = Select([From("172.17.0.2", "a"), From("172.17.0.3", "b")], Audience.Of(TwoGroups with { FindingsScope = "all" }, "guests"));

        Assert.Equal("all", told.Scope);
        Assert.Equal(["b", "a"], told.Findings.Select(finding => finding.Snippet));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("known_value", null, null)]
    [InlineData(null, "critical", null)]
    [InlineData(null, "low", "1m")]
    public void A_known_value_is_a_plain_number_that_no_filter_changes(string? pattern, string? severity, string? since)
    {
        Finding[] findings = [From("127.0.0.1", "a"), MadeFindings.Finding("known_value", severity: "critical"), MadeFindings.Finding("known_value", severity: "critical")];

        var told = DisclosedFindings.Select(
            findings, 2, new FindingsQuestion { Pattern = pattern, Severity = severity, Since = since }, Audience.Everything, Now);

        Assert.DoesNotContain(told.Findings, finding => finding.Pattern == "known_value");
        Assert.Equal(2, told.Counts.ByPattern["known_value"]);
        Assert.DoesNotContain("critical", told.Counts.BySeverity.Keys);
        Assert.True(told.Total <= 1);
    }

    [Fact]
    public void Pages_follow_each_other_without_gap_or_repeat_even_among_findings_of_one_millisecond()
    {
        var findings = Enumerable.Range(0, 95).Select(i => From("127.0.0.1", $"f{i:D2}", time: $"2026-04-26T00:00:{i / 40:D2}.000Z")).ToList();
        var seen = new List<string>();
        var question = new FindingsQuestion { Limit = 7 };
        do
        {
            var told = Select(findings, Audience.Everything, question);
            seen.AddRange(told.Findings.Select(finding => finding.Snippet));
            Assert.Equal(95, told.Total);
            question = question with { Cursor = told.NextCursor };
        }
        while (question.Cursor is not null);

        Assert.Equal(findings.Select(finding => finding.Snippet).Reverse(), seen);
    }

    [Fact]
    public void A_cursor_tells_nothing_that_the_page_before_it_did_not()
    {
        Finding[] visible = [.. Enumerable.Range(0, 3).Select(i => From("172.17.0.2", $"f{i}", time: $"2026-04-26T00:00:0{i}.000Z"))];
        Finding[] hidden = [.. Enumerable.Range(0, 50).Select(_ => From("172.17.0.3", "x")), .. Enumerable.Range(0, 50).Select(_ => MadeFindings.Finding("known_value", source: "172.17.0.2"))];
        var question = new FindingsQuestion { Limit = 2 };

        var without = Select(visible, Audience.Of(TwoGroups, "family"), question);
        var with = Select([.. hidden, .. visible, .. hidden], Audience.Of(TwoGroups, "family"), question);

        Assert.Equal(without.NextCursor, with.NextCursor);
    }

    [Theory]
    [InlineData("{\"limit\":0}")]
    [InlineData("{\"limit\":101}")]
    [InlineData("{\"limit\":1.5}")]
    [InlineData("{\"limit\":\"5\"}")]
    [InlineData("{\"limit\":1e99}")]
    [InlineData("{\"severity\":\"worst\"}")]
    [InlineData("{\"severity\":[\"high\"]}")]
    [InlineData("{\"pattern\":\"no_such\"}")]
    [InlineData("{\"direction\":\"sideways\"}")]
    [InlineData("{\"since\":\"yesterday-ish\"}")]
    [InlineData("{\"dest\":\"a.example\"}")]
    [InlineData("{\"group\":\"work\"}")]
    [InlineData("{\"scope\":\"all\"}")]
    [InlineData("{\"source\":\"172.17.0.3\"}")]
    [InlineData("{\"cursor\":\"MS4xMjM\"}")]
    [InlineData("{\"cursor\":\"not base64!\"}")]
    [InlineData("{\"cursor\":\"\\ud800\"}")]
    [InlineData("{\"pattern\":\"\\ud800\"}")]
    public void What_can_not_be_understood_is_refused_and_not_quoted(string parameters)
    {
        using var document = JsonDocument.Parse(parameters);

        var refused = Assert.Throws<DisclosureException>(() =>
            DisclosedFindings.Select([], 0, FindingsQuestion.Parse(document.RootElement.EnumerateObject()), Audience.Everything, Now));

        Assert.Equal("INVALID_REQUEST", refused.Code);
        Assert.DoesNotContain("no_such", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("worst", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_is_one_object_with_eleven_fields_a_finding()
    {
        var told = Select([From("127.0.0.1", "a \\\"quoted\\\" thing")], Audience.Everything);

        using var answer = JsonDocument.Parse(DisclosureAnswer.Success(told.Write));

        Assert.True(answer.RootElement.GetProperty("success").GetBoolean());
        var data = answer.RootElement.GetProperty("data");
        Assert.Equal(["findings", "total", "next_cursor", "counts", "scope"], data.EnumerateObject().Select(property => property.Name));
        Assert.Equal(11, data.GetProperty("findings")[0].EnumerateObject().Count());
    }

    private static Finding From(string source, string snippet, string severity = "high", string time = "2026-04-26T00:00:00.000Z") =>
        MadeFindings.Finding(source: source, snippet: snippet, severity: severity, timestamp: time);

    private static DisclosedFindings Select(IEnumerable<Finding> findings, Audience audience, FindingsQuestion? question = null) =>
        DisclosedFindings.Select(findings, 0, question ?? new FindingsQuestion(), audience, Now);
}
