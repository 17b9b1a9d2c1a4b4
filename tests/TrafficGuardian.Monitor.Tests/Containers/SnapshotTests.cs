using System.Text.Json;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Containers;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Tests.Inspection;
using TrafficGuardian.Monitor.Tests.Log;

namespace TrafficGuardian.Monitor.Tests.Containers;

public sealed class SnapshotTests : IDisposable
{
    private static readonly Dictionary<string, string> Addresses = new(StringComparer.Ordinal) { ["172.17.0.2"] = "family", ["172.17.0.3"] = "work" };
    private readonly TempFolder _temp = new();
    private readonly LogFolder _log = new();
    private readonly FakeTime _time = new();
    private readonly FindingHistory _history;
    private readonly StateHome _home;
    private long _exchanges;
    private string _stamp = "first";
    private bool _isValid = true;

    public SnapshotTests()
    {
        _home = new StateHome(_temp.File("home"), runtime: null, _temp.Path);
        _home.Create();
        _history = new FindingHistory(_log.Path);
    }

    [Fact]
    public void Files_and_folder_are_readable_by_everybody_and_the_home_by_nobody_else()
    {
        Writer().Tick();

        Assert.Equal(["config-check.json", "counts.json", "findings.jsonl", "status.json"], Names(_home.SnapshotFolder));
        Assert.All(Directory.GetFiles(_home.SnapshotFolder), file => Assert.Equal("644", Octal(File.GetUnixFileMode(file))));
        Assert.Equal("755", Octal(File.GetUnixFileMode(_home.SnapshotFolder)));
        Assert.Equal("700", Octal(File.GetUnixFileMode(_home.Root)));
        Assert.Empty(_home.Faults());
    }

    [Fact]
    public void The_status_is_written_when_it_changes_at_most_once_a_second_and_at_every_heartbeat()
    {
        var writer = Writer();
        writer.Tick();
        var first = GeneratedAt();

        Pass(writer, TimeSpan.FromSeconds(2));
        Assert.Equal(first, GeneratedAt());

        _exchanges++;
        Pass(writer, TimeSpan.FromSeconds(1));
        Assert.Equal("2026-04-26T00:00:03.000Z", GeneratedAt());

        _exchanges++;
        Pass(writer, TimeSpan.FromMilliseconds(900));
        Assert.Equal("2026-04-26T00:00:03.000Z", GeneratedAt());
        Pass(writer, TimeSpan.FromMilliseconds(100));
        Assert.Equal("2026-04-26T00:00:04.000Z", GeneratedAt());

        Pass(writer, TimeSpan.FromSeconds(14));
        Assert.Equal("2026-04-26T00:00:04.000Z", GeneratedAt());
        Pass(writer, TimeSpan.FromSeconds(1));
        Assert.Equal("2026-04-26T00:00:19.000Z", GeneratedAt());
    }

    [Fact]
    public void A_reader_tells_a_monitor_that_died_from_one_that_is_idle_and_from_one_that_stopped()
    {
        var writer = Writer();
        writer.Tick();
        var status = Status();
        Assert.Equal("running", status.At(_time.GetUtcNow() + TimeSpan.FromSeconds(45)).State);
        Assert.Equal("stale", status.At(_time.GetUtcNow() + TimeSpan.FromSeconds(46)).State);
        Assert.Equal("stale", (status with { GeneratedAt = "yesterday" }).At(_time.GetUtcNow()).State);

        writer.Stop();

        Assert.Equal("stopped", Status().At(_time.GetUtcNow() + TimeSpan.FromDays(1)).State);
        Assert.Null(Status().Traffic);
    }

    [Fact]
    public void Under_the_scope_own_the_common_snapshot_holds_counts_and_each_group_its_own_findings()
    {
        using var log = _log.Open();
        log.Write(MadeFindings.Finding(source: "172.17.0.2", snippet: "family's"));
        log.Write(MadeFindings.Finding(source: "172.17.0.3", snippet: "work's"));
        log.Write(MadeFindings.Finding("known_value", source: "172.17.0.3", snippet: "known"));

        Writer(new IpcConfig { GroupAddresses = Addresses }).Tick();

        Assert.Empty(Lines(_home.SnapshotFolder));
        Assert.Equal("""{"findings":[],"total":2,"next_cursor":null,"counts":{"by_pattern":{"ai_api_key":2,"known_value":1},"by_severity":{"high":2}},"scope":"counts"}""", Counts(_home.SnapshotFolder));
        Assert.Equal("family's", Assert.Single(Lines(Group("family"))).Snippet);
        Assert.Equal("work's", Assert.Single(Lines(Group("work"))).Snippet);
        Assert.Equal("""{"findings":[],"total":1,"next_cursor":null,"counts":{"by_pattern":{"ai_api_key":1},"by_severity":{"high":1}},"scope":"own"}""", Counts(Group("family")));
        Assert.Contains("\"known_value\":1", Counts(Group("work")), StringComparison.Ordinal);
        Assert.Equal(["config-check.json", "counts.json", "findings.jsonl", "status.json"], Names(Group("work")));
        Assert.DoesNotContain(Names(_home.SnapshotFolder), name => name is "family" or "work");
        Assert.Equal("700", Octal(File.GetUnixFileMode(_home.GroupSnapshotsFolder)));
    }

    [Fact]
    public void Under_the_scope_all_the_newest_findings_are_there_bounded_and_without_known_values()
    {
        using var log = _log.Open();
        log.Write(MadeFindings.Finding("known_value", snippet: "known"));
        for (var i = 0; i < 600; i++)
        {
            log.Write(LogFolder.Numbered(i));
        }

        var writer = Writer(new IpcConfig { FindingsScope = "all" });
        writer.Tick();
        Assert.Equal(500, Lines(_home.SnapshotFolder).Count);
        Assert.Equal("finding 000599", Lines(_home.SnapshotFolder)[^1].Snippet);

        log.Write(LogFolder.Numbered(600));
        Pass(writer, TimeSpan.FromSeconds(1));

        Assert.Equal("finding 000600", Lines(_home.SnapshotFolder)[^1].Snippet);
        Assert.DoesNotContain(Lines(_home.SnapshotFolder), finding => finding.Pattern == "known_value");
    }

    [Fact]
    public void The_configuration_is_checked_again_when_it_was_written()
    {
        var writer = Writer();
        writer.Tick();
        _isValid = false;
        Pass(writer, TimeSpan.FromMinutes(30));
        Assert.Contains("\"valid\":true", Text("config-check.json"), StringComparison.Ordinal);

        _stamp = "second";
        Pass(writer, TimeSpan.FromSeconds(1));

        Assert.Equal("""{"valid":false,"errors":[{"key":"listen","message":"is wrong"}],"warnings":[]}""", Text("config-check.json"));
    }

    [Fact]
    public void A_file_is_replaced_and_never_written_into_so_that_whoever_reads_it_reads_it_whole()
    {
        var writer = Writer();
        writer.Tick();
        using var reader = File.OpenRead(Path.Join(_home.SnapshotFolder, "status.json"));
        _exchanges = 7;
        Pass(writer, TimeSpan.FromSeconds(1));

        Assert.Contains("\"exchanges\":0", new StreamReader(reader).ReadToEnd(), StringComparison.Ordinal);
        Assert.Contains("\"exchanges\":7", Text("status.json"), StringComparison.Ordinal);
        Assert.DoesNotContain(Names(_home.SnapshotFolder), name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_was_made_a_link_is_not_followed_and_the_failure_is_counted()
    {
        Directory.CreateDirectory(_temp.File("elsewhere"));
        var writer = Writer();
        Directory.CreateSymbolicLink(_home.SnapshotFolder, _temp.File("elsewhere"));

        writer.Tick();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.File("elsewhere")));
        Assert.Equal(4, writer.Status().Failed);
    }

    [Fact]
    public void What_could_not_be_written_is_written_as_soon_as_it_can_be_without_anything_new_to_say()
    {
        var writer = Writer();
        File.WriteAllText(_home.SnapshotFolder, "a file where the folder should be");
        writer.Tick();
        File.Delete(_home.SnapshotFolder);

        Pass(writer, TimeSpan.FromSeconds(1));

        Assert.Equal(["config-check.json", "counts.json", "findings.jsonl", "status.json"], Names(_home.SnapshotFolder));
    }

    [Fact]
    public void A_group_that_is_named_no_more_keeps_an_empty_folder_and_nothing_that_looks_like_today()
    {
        var before = Writer(new IpcConfig { GroupAddresses = Addresses });
        before.Tick();
        before.Stop();
        File.WriteAllText(Path.Join(Group("work"), "notes.txt"), "the operator's");

        Writer(new IpcConfig { GroupAddresses = new Dictionary<string, string>(StringComparer.Ordinal) { ["172.17.0.2"] = "family" } }).Tick();

        Assert.Equal(["notes.txt"], Names(Group("work")));
        Assert.Equal(4, Names(Group("family")).Length);
        Writer().Tick();
        Assert.Empty(Names(Group("family")));
    }

    [Fact]
    public void What_a_crash_left_of_replacing_is_removed()
    {
        Directory.CreateDirectory(_home.SnapshotFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Join(_home.SnapshotFolder, ".clawsec-0123456789abcdef.tmp"), "half");

        Writer().Tick();

        Assert.Equal(["config-check.json", "counts.json", "findings.jsonl", "status.json"], Names(_home.SnapshotFolder));
    }

    public void Dispose()
    {
        _history.Dispose();
        _log.Dispose();
        _temp.Dispose();
    }

    private SnapshotWriter Writer(IpcConfig? ipc = null)
    {
        var desk = new DisclosureDesk(
            () => new StatusDocument
            {
                State = "running",
                Platform = "nanoclaw",
                Home = "/secret",
                HttpsInspection = false,
                UptimeSeconds = (long)(_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds,
                Traffic = new TrafficStatus { Exchanges = _exchanges },
            },
            _history,
            () => new DisclosedConfigCheck { Valid = _isValid, Errors = _isValid ? [] : [new DisclosedConfigProblem { Key = "listen", Message = "is wrong" }] },
            () => _stamp,
            _time);
        return new SnapshotWriter(_home, ipc ?? new IpcConfig(), desk, _history, _time);
    }

    private void Pass(SnapshotWriter writer, TimeSpan time)
    {
        _time.Advance(time);
        writer.Tick();
    }

    private string Group(string name) => Path.Join(_home.GroupSnapshotsFolder, name);

    private string Text(string file) => File.ReadAllText(Path.Join(_home.SnapshotFolder, file));

    private DisclosedStatus Status() => JsonSerializer.Deserialize(Text("status.json"), DisclosureJson.Default.DisclosedStatus)!;

    private string? GeneratedAt() => Status().GeneratedAt;

    private static string Counts(string folder) => File.ReadAllText(Path.Join(folder, "counts.json"));

    private static List<Finding> Lines(string folder)
    {
        var findings = new List<Finding>();
        foreach (var line in File.ReadLines(Path.Join(folder, "findings.jsonl")))
        {
            Assert.True(FindingJson.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out var finding));
            findings.Add(finding);
        }

        return findings;
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);
}
