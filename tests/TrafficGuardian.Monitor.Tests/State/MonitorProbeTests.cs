using System.Diagnostics;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.State;

public sealed class MonitorProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StateHome _home;

    public MonitorProbeTests()
    {
        _home = new StateHome(Path.Join(_folder.Path, "home"), null, _folder.Path);
        _home.Create();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_state_nothing_runs() =>
        Assert.Equal(MonitorPresence.Stopped, MonitorProbe.Probe(_home.Instance).Presence);

    [Fact]
    public void A_home_that_does_not_exist_is_a_stopped_monitor() =>
        Assert.Equal(MonitorPresence.Stopped, MonitorProbe.Probe(new StateHome(_folder.Path + "/none", null, "/tmp").Instance).Presence);

    [Fact]
    public void The_process_that_wrote_the_state_is_running()
    {
        Record().Write(_home.Instance);

        var probe = MonitorProbe.Probe(_home.Instance);

        Assert.Equal(MonitorPresence.Running, probe.Presence);
        Assert.Equal(Record(), probe.Record);
    }

    [Fact]
    public void A_killed_monitor_is_stale()
    {
        using var process = Process.Start(new ProcessStartInfo("sleep", ["600"]))!;
        var identity = ProcessIdentity.Of(process.Id)!;
        (Record() with { Pid = identity.Pid, ProcessStarted = identity.Started }).Write(_home.Instance);
        Assert.Equal(MonitorPresence.Running, MonitorProbe.Probe(_home.Instance).Presence);

        process.Kill();
        process.WaitForExit();

        AssertStale("is gone");
    }

    [Fact]
    public void A_process_that_has_ended_and_waits_for_its_parent_is_gone() =>
        Assert.Null(ProcessIdentity.StartOf("7 (a) Z 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0"));

    [Fact]
    public void A_process_name_full_of_brackets_and_spaces_does_not_shift_the_fields() =>
        Assert.Equal("4711", ProcessIdentity.StartOf("7 (a) S 9 (b) ) R 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0"));

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7 (a) S 1 2")]
    [InlineData("7 (a) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 soon 0 0")]
    public void What_is_no_process_entry_names_no_process(string stat) => Assert.Null(ProcessIdentity.StartOf(stat));

    [Fact]
    public void A_number_that_another_process_has_now_is_stale()
    {
        (Record() with { ProcessStarted = "1" }).Write(_home.Instance);

        AssertStale("another one");
    }

    [Fact]
    public void A_machine_that_was_restarted_leaves_stale_state()
    {
        (Record() with { BootId = "another boot" }).Write(_home.Instance);

        AssertStale("restarted");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"pid\": 12, \"proc")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"pid\":\"a\"}")]
    [InlineData("\0\0\0\0")]
    public void A_half_written_file_is_stale(string content)
    {
        _folder.Write("home/state.json", content);

        AssertStale("half written");
    }

    [Fact]
    public void Every_beginning_of_a_record_is_read_without_an_error()
    {
        Record().Write(_home.Instance);
        var whole = File.ReadAllBytes(_home.Instance.StateFile);

        for (var length = 0; length < whole.Length - 2; length++)
        {
            Assert.Null(StateRecord.TryParse(whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_state_file_that_is_a_link_is_refused()
    {
        var elsewhere = _folder.Write("elsewhere", "{}");
        File.CreateSymbolicLink(_home.Instance.StateFile, elsewhere);

        Assert.Throws<StateException>(() => MonitorProbe.Probe(_home.Instance));
    }

    [Fact]
    public void Cleaning_up_removes_state_and_socket_and_keeps_the_lock_file()
    {
        Record().Write(_home.Instance);
        _folder.Write("home/control.sock", "");
        InstanceLock.TryTake(_home.Instance)!.Dispose();

        MonitorProbe.CleanUp(_home.Instance);

        Assert.Equal(["state.lock"], Directory.EnumerateFileSystemEntries(_home.Root).Select(Path.GetFileName));
    }

    private void AssertStale(string why)
    {
        var probe = MonitorProbe.Probe(_home.Instance);
        Assert.Equal(MonitorPresence.Stale, probe.Presence);
        Assert.Contains(why, probe.Why, StringComparison.Ordinal);
    }

    private StateRecord Record() =>
        StateRecord.ForThisProcess(PlatformKind.Picoclaw, "127.0.0.1:18870", _home.Instance, DateTimeOffset.UnixEpoch);
}
