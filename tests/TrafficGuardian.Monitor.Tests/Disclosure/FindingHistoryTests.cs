using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Tests.Inspection;
using TrafficGuardian.Monitor.Tests.Log;

namespace TrafficGuardian.Monitor.Tests.Disclosure;

public sealed class FindingHistoryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 4, 26, 12, 0, 0, TimeSpan.Zero);
    private readonly LogFolder _folder = new();

    [Fact]
    public void What_is_logged_after_a_question_is_in_the_next_answer_over_rotations()
    {
        using var log = _folder.Open(maxFileBytes: 65_536);
        using var history = new FindingHistory(_folder.Path);
        Assert.Equal(0, Ask(history).Total);

        for (var i = 0; i < 1_000; i++)
        {
            log.Write(LogFolder.Numbered(i));
            if (i % 100 == 0)
            {
                Assert.Equal(i + 1, Ask(history).Total);
            }
        }

        Assert.Equal(1_000, Ask(history).Total);
        Assert.Equal("finding 000999", Ask(history).Findings[0].Snippet);
        Assert.True(_folder.Names.Length > 3);
    }

    [Fact]
    public void Of_a_long_log_the_newest_part_alone_is_read()
    {
        using var log = _folder.Open(maxFileBytes: 1_048_576, maxFiles: 20);
        var snippet = new string('x', 150);
        for (var i = 0; i < 25_000; i++)
        {
            log.Write(MadeFindings.Finding(snippet: $"{i} {snippet}"));
        }

        using var history = new FindingHistory(_folder.Path, capacity: 100_000);
        var told = Ask(history);

        Assert.InRange(told.Total, 10_000, 24_000);
        Assert.StartsWith("24999 ", told.Findings[0].Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_floods_pushes_out_its_own_findings_and_not_anothers()
    {
        using var log = _folder.Open();
        log.Write(MadeFindings.Finding(source: "172.17.0.2", snippet: "quiet"));
        for (var i = 0; i < 500; i++)
        {
            log.Write(MadeFindings.Finding(source: "172.17.0.3", snippet: $"loud {i}"));
        }

        using var history = new FindingHistory(_folder.Path, capacity: 50);
        var told = Ask(history);

        Assert.Equal(50, told.Total);
        Assert.Equal("loud 499", told.Findings[0].Snippet);
        Assert.Contains(history.Newest(50, Audience.Everything), finding => finding.Snippet == "quiet");
    }

    [Fact]
    public void Known_values_are_counted_and_not_kept()
    {
        using var log = _folder.Open();
        log.Write(MadeFindings.Finding(PatternCatalogue.KnownValue));
        log.Write(MadeFindings.Finding());

        using var history = new FindingHistory(_folder.Path);

        Assert.Equal(1, Ask(history).Counts.ByPattern["known_value"]);
        Assert.Equal("ai_api_key", Assert.Single(history.Newest(10, Audience.Everything)).Pattern);
    }

    public void Dispose() => _folder.Dispose();

    private static DisclosedFindings Ask(FindingHistory history) =>
        history.Ask(new FindingsQuestion { Limit = 100 }, Audience.Everything, Now);
}
