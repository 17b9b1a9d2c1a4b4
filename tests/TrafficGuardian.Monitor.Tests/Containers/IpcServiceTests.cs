using System.Text.Json;
using TrafficGuardian.Monitor.Containers;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Monitor.Tests.Containers;

public sealed class IpcServiceTests
{
    private static readonly Dictionary<string, string> Addresses = new(StringComparer.Ordinal) { ["172.17.0.2"] = "hostile", ["172.17.0.3"] = "honest" };

    [Fact]
    public void A_result_appears_whole_and_readable_for_a_container_of_another_user()
    {
        using var world = new IpcWorld();
        world.Send("a");

        world.Tick();

        Assert.Equal(["a.json"], Directory.EnumerateFileSystemEntries(world.Results("hostile")).Select(Path.GetFileName));
        Assert.Equal("-rw-r--r--", Mode(File.GetUnixFileMode(world.Result("a")), 'f'));
        Assert.Equal("drwxr-xr-x", Mode(File.GetUnixFileMode(world.Results("hostile")), 'd'));
        using var answer = JsonDocument.Parse(File.ReadAllText(world.Result("a")));
        Assert.Equal(["success", "data"], answer.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.False(answer.RootElement.GetProperty("data").TryGetProperty("pid", out _));
        Assert.False(answer.RootElement.GetProperty("data").TryGetProperty("home", out _));
    }

    [Fact]
    public void Of_two_monitors_on_one_folder_one_answers_until_it_stops_and_the_other_counts_why()
    {
        using var world = new IpcWorld();
        var other = new IpcService(world.Config, world.Desk, world.Time);
        world.Tick();
        world.Send("a");

        other.Tick();
        other.Tick();

        Assert.False(File.Exists(world.Result("a")));
        Assert.Equal((0, 1), (other.Status().Requests, other.Status().Faults["another_monitor"]));
        world.Tick();
        Assert.Equal("", world.Code("a"));

        world.Service.Tick(stopping: true);
        world.Send("b");
        other.Tick();
        Assert.Equal("", world.Code("b"));
        other.Tick(stopping: true);
    }

    [Theory]
    [InlineData(1_000, "")]
    [InlineData(1_000, ".0")]
    [InlineData(1_000, ".25")]
    [InlineData(1, "")]
    [InlineData(1, ".75")]
    public void A_time_may_be_a_number_of_milliseconds_or_seconds(int perSecond, string fraction)
    {
        using var world = new IpcWorld();
        var number = world.Time.GetUtcNow().ToUnixTimeSeconds() * perSecond;
        world.Send("a", text: $$"""{"type":"traffic_status","requestId":"a","timestamp":{{number}}{{fraction}}}""");

        world.Tick();

        Assert.Equal("running", world.Data("a").GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("groupFolder")]
    [InlineData("group")]
    public void A_group_is_told_its_own_findings_whatever_its_request_says(string name)
    {
        using var world = new IpcWorld(addresses: Addresses);
        using var log = world.Log.Open();
        log.Write(MadeFindings.Finding(source: "172.17.0.2", snippet: "mine"));
        log.Write(MadeFindings.Finding(source: "172.17.0.3", snippet: "theirs"));
        log.Write(MadeFindings.Finding("known_value", source: "172.17.0.2", snippet: "known"));
        world.Send("a", text: world.Text("a", "traffic_findings", $",\"{name}\":\"honest\",\"limit\":5.0"));

        world.Tick();

        var data = world.Data("a");
        Assert.Equal("own", data.GetProperty("scope").GetString());
        Assert.Equal("mine", Assert.Single(data.GetProperty("findings").EnumerateArray()).GetProperty("snippet").GetString());
        Assert.Equal(1, data.GetProperty("counts").GetProperty("by_pattern").GetProperty("known_value").GetInt32());
        Assert.DoesNotContain("theirs", File.ReadAllText(world.Result("a")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("own", "counts", 0)]
    [InlineData("all", "all", 2)]
    public void A_group_without_a_known_address_is_told_what_the_scope_says(string scope, string told, int findings)
    {
        using var world = new IpcWorld(scope);
        using var log = world.Log.Open();
        log.Write(MadeFindings.Finding(source: "172.17.0.2"));
        log.Write(MadeFindings.Finding(source: "172.17.0.3"));
        world.Send("a", text: world.Text("a", "traffic_findings"));

        world.Tick();

        Assert.Equal((told, findings), (world.Data("a").GetProperty("scope").GetString(), world.Data("a").GetProperty("findings").GetArrayLength()));
        Assert.Equal(2, world.Data("a").GetProperty("total").GetInt32());
    }

    [Fact]
    public void Pages_are_fetched_with_the_cursor_of_the_page_before()
    {
        using var world = new IpcWorld("all");
        using var log = world.Log.Open();
        for (var i = 0; i < 5; i++)
        {
            log.Write(MadeFindings.Finding(snippet: $"f{i}"));
        }

        world.Send("a", text: world.Text("a", "traffic_findings", ",\"limit\":3"));
        world.Tick();
        var cursor = world.Data("a").GetProperty("next_cursor").GetString();
        world.Send("b", text: world.Text("b", "traffic_findings", $",\"limit\":3,\"cursor\":\"{cursor}\""));
        world.Tick();

        Assert.Equal(["f1", "f0"], world.Data("b").GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("snippet").GetString()));
        Assert.Equal(JsonValueKind.Null, world.Data("b").GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public void What_nobody_came_for_in_ten_minutes_is_removed_and_nothing_else()
    {
        using var world = new IpcWorld();
        world.Send("a");
        world.Tick();
        File.WriteAllText(world.Request("half") + ".tmp", "{");
        File.WriteAllText(Path.Join(world.Results("hostile"), "notes.txt"), "the agent's own");
        world.Time.Advance(TimeSpan.FromMinutes(9));
        world.Tick();
        Assert.True(File.Exists(world.Result("a")));

        world.Time.Advance(TimeSpan.FromMinutes(2));
        world.Tick();

        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(world.Results("hostile")).Select(Path.GetFileName));
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Inbox("hostile")));
        Assert.Equal(2, world.Service.Status().Cleaned);
        world.AssertNothingOutsideWasTouched();
    }

    [Fact]
    public void Requests_that_lay_there_before_the_monitor_ran_get_no_late_answer()
    {
        using var world = new IpcWorld();
        world.Send("old");
        world.Time.Advance(TimeSpan.FromMinutes(11));

        world.Tick();

        Assert.Null(world.Code("old"));
        Assert.False(File.Exists(world.Request("old")));
        Assert.Equal((0L, 1L), (world.Service.Status().Requests, world.Service.Status().Cleaned));
    }

    [Fact]
    public void An_empty_file_is_waited_for_a_moment_for_its_writer_may_not_be_done()
    {
        using var world = new IpcWorld();
        File.WriteAllText(world.Request("slow"), "");
        File.WriteAllText(world.Request("never"), "");
        world.Tick();
        Assert.Null(world.Code("slow"));

        world.Send("slow");
        world.Time.Advance(TimeSpan.FromSeconds(3));
        world.Tick();

        Assert.Equal(("", "INVALID_REQUEST"), (world.Code("slow"), world.Code("never")));
    }

    [Fact]
    public void A_monitor_that_stops_says_so_to_those_who_wait()
    {
        using var world = new IpcWorld();
        world.Send("late");

        world.Service.Tick(stopping: true);

        Assert.Equal("NOT_RUNNING", world.Code("late"));
    }

    [Fact]
    public void Answers_that_nobody_fetches_stop_before_they_fill_the_disk()
    {
        using var world = new IpcWorld("all");
        using var log = world.Log.Open(maxFileBytes: 10_485_760);
        var snippet = new string('é', 160);
        for (var i = 0; i < 200; i++)
        {
            log.Write(MadeFindings.Finding(snippet: snippet, dest: new string('h', 250) + ":443"));
        }

        var written = 0L;
        var refused = 0;
        for (var i = 0; i < 600; i++)
        {
            world.Send($"greedy-{i}", text: world.Text($"greedy-{i}", "traffic_findings", ",\"limit\":100"));
            world.Time.Advance(TimeSpan.FromMilliseconds(500));
            world.Tick();
            written += new FileInfo(world.Result($"greedy-{i}")).Length;
            refused += world.Code($"greedy-{i}") == "RATE_LIMITED" ? 1 : 0;
        }

        Assert.InRange(written, 10_000_000, 30_000_000);
        Assert.InRange(refused, 200, 500);
        world.AssertAnswers("honest");
    }

    private static string Mode(UnixFileMode mode, char kind)
    {
        const string Letters = "rwxrwxrwx";
        return (kind == 'd' ? "d" : "-") + string.Concat(Letters.Select((letter, i) => ((int)mode & (1 << (8 - i))) != 0 ? letter : '-'));
    }
}
