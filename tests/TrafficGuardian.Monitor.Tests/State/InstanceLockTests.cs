using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.State;

public sealed class InstanceLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StateHome _home;

    public InstanceLockTests()
    {
        _home = new StateHome(Path.Join(_folder.Path, "home"), null, _folder.Path);
        _home.Create();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_two_that_start_one_gets_the_lock()
    {
        using var first = InstanceLock.TryTake(_home.Instance);

        Assert.NotNull(first);
        Assert.Null(InstanceLock.TryTake(_home.Instance));
    }

    [Fact]
    public async Task Of_many_that_start_at_once_exactly_one_gets_the_lock()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => InstanceLock.TryTake(_home.Instance))));

        using var winner = Assert.Single(taken.OfType<InstanceLock>());
    }

    [Fact]
    public void A_lock_that_was_given_back_can_be_taken_again()
    {
        InstanceLock.TryTake(_home.Instance)!.Dispose();

        using var second = InstanceLock.TryTake(_home.Instance);
        Assert.NotNull(second);
    }

    [Fact]
    public void Runs_stand_side_by_side_and_leave_nothing()
    {
        using (var one = RunFolder.Create(_home))
        using (var two = RunFolder.Create(_home))
        {
            Assert.NotEqual(one.Id, two.Id);
            Assert.Equal(Path.Join(_home.RunsFolder, one.Id, "state.json"), one.Instance.StateFile);
            Assert.Equal(0, RunFolder.Sweep(_home, TimeProvider.System));
            Assert.True(Directory.Exists(one.Instance.Folder) && Directory.Exists(two.Instance.Folder));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.RunsFolder));
    }

    [Fact]
    public void What_a_killed_run_left_is_swept_away()
    {
        _folder.Write("home/runs/dead/state.json", "{}");

        Assert.Equal(1, RunFolder.Sweep(_home, TimeProvider.System));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.RunsFolder));
    }

    [Fact]
    public void A_folder_that_is_just_being_made_is_not_swept_away_before_an_hour_has_passed()
    {
        _folder.Write("home/runs/.new/state.lock", "");

        Assert.Equal(0, RunFolder.Sweep(_home, TimeProvider.System));
        Assert.Equal(1, RunFolder.Sweep(_home, new LaterTime(TimeSpan.FromMinutes(61))));
    }

    [Fact]
    public void A_link_among_the_runs_is_left_alone()
    {
        var outside = _folder.Write("outside/kept", "kept");
        _home.CreateFolder(_home.RunsFolder);
        File.CreateSymbolicLink(Path.Join(_home.RunsFolder, "link"), Path.GetDirectoryName(outside)!);

        Assert.Equal(0, RunFolder.Sweep(_home, TimeProvider.System));
        Assert.True(File.Exists(outside));
    }

    private sealed class LaterTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
