namespace TrafficGuardian.Monitor.Tests.Containers;

/// <summary>What a hostile agent makes of its folder. After each the host answers, and nothing outside was touched.</summary>
public sealed class HostileFolderTests : IDisposable
{
    private readonly IpcWorld _world = new();

    public static TheoryData<string> Names => [.. FolderAttacks.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_host_answers_after_it_and_touches_nothing_outside(string name)
    {
        var attack = FolderAttacks.All[name];
        attack.Do(_world);
        if (attack.Sends)
        {
            _world.Send("attack");
        }

        _world.Tick();

        Assert.Equal(attack.Code, _world.Code("attack"));
        _world.AssertAnswers(IpcWorld.Honest);
        _world.Tick(attack.Rounds);
        _world.Time.Advance(attack.Rest);
        if (attack.Deaf)
        {
            Assert.Equal(["not_a_folder"], _world.Service.Status().Faults.Keys);
        }
        else
        {
            Assert.Equal(attack.Stays, Directory.EnumerateFileSystemEntries(_world.Inbox(IpcWorld.Hostile)).Any());
            _world.AssertAnswers(IpcWorld.Hostile, rounds: 2);
        }

        _world.AssertAnswers(IpcWorld.Honest);
        _world.AssertNothingOutsideWasTouched();
    }

    [Fact]
    public void A_device_is_not_opened()
    {
        Assert.SkipUnless(Posix.Shell("mknod \"$1\" c 1 5", _world.Request("attack")), "needs the right to make devices");

        _world.Tick();

        Assert.Equal("INVALID_REQUEST", _world.Code("attack"));
        _world.AssertAnswers(IpcWorld.Hostile);
    }

    [Fact]
    public void A_group_whose_folder_is_a_link_is_no_group()
    {
        Directory.CreateSymbolicLink(Path.Join(_world.Config.Root, "mask"), Path.Join(_world.Config.Root, IpcWorld.Honest));
        Directory.CreateSymbolicLink(Path.Join(_world.Config.Root, "away"), _world.Outside);
        _world.Send("mine", IpcWorld.Honest);

        _world.Tick();

        Assert.Equal("", _world.Code("mine", IpcWorld.Honest));
        Assert.Equal(1, _world.Service.Status().Requests);
        _world.AssertNothingOutsideWasTouched();
    }

    [Theory]
    [InlineData("global")]
    [InlineData(".hidden")]
    [InlineData("-dash")]
    [InlineData("with space")]
    [InlineData("with.dot")]
    [InlineData("ünicode")]
    [InlineData("line\nfeed")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_folder_that_is_named_like_no_group_is_left_alone(string name)
    {
        Directory.CreateDirectory(_world.Inbox(name));
        _world.Send("request-1", name);

        _world.Tick();

        Assert.False(Directory.Exists(_world.Results(name)));
        Assert.True(File.Exists(_world.Request("request-1", name)));
        _world.AssertAnswers(IpcWorld.Honest);
    }

    [Fact]
    public void Thousands_of_groups_and_a_flood_in_one_of_them_keep_nobody_waiting_long()
    {
        for (var i = 0; i < 3_000; i++)
        {
            Directory.CreateDirectory(Path.Join(_world.Config.Root, $"group-{i}"));
            Directory.CreateDirectory(Path.Join(_world.Config.Root, $"odd.{i}"));
        }

        for (var i = 0; i < 500; i++)
        {
            _world.Send($"flood-{i}");
        }

        _world.AssertAnswers(IpcWorld.Honest);
        Assert.Equal(3_002, _world.Service.Status().Groups);
    }

    [Fact]
    public void A_flood_is_refused_with_its_code_then_without_and_takes_no_more_than_its_share_of_a_round()
    {
        for (var i = 0; i < 300; i++)
        {
            _world.Send($"flood-{i}");
        }

        _world.Tick();
        Assert.Equal(300 - 16, Directory.EnumerateFiles(_world.Inbox(IpcWorld.Hostile)).Count());

        _world.Tick(30);
        var status = _world.Service.Status();
        Assert.Equal((300L, 120L), (status.Requests, status.Answered));
        Assert.Equal((60L, 180L), (status.Refused["rate_limited"], status.Refused["flood"]));

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        _world.AssertAnswers(IpcWorld.Hostile);
    }

    [Fact]
    public void What_was_answered_stays_until_it_is_fetched_when_its_request_is_replayed()
    {
        _world.Send("once");
        _world.Tick();
        var first = File.ReadAllText(_world.Result("once"));

        _world.Send("once");
        _world.Tick();

        Assert.Equal(first, File.ReadAllText(_world.Result("once")));
        Assert.Equal(1, _world.Service.Status().Refused["replayed"]);
    }

    [Fact]
    public void Folders_that_come_and_go_and_are_exchanged_all_the_time_lead_nowhere()
    {
        var ends = 0;
        var results = _world.Results(IpcWorld.Hostile);
        Directory.CreateDirectory(results);
        var exchanging = new Thread(() =>
        {
            var other = results + ".other";
            Directory.CreateSymbolicLink(other, _world.Outside);
            while (Volatile.Read(ref ends) == 0)
            {
                // The host makes the folder anew where it finds none, so that any of these may find its place taken.
                Posix.Rename(results, results + ".kept");
                Posix.Rename(other, results);
                Posix.Rename(results, other);
                Posix.Rename(results + ".kept", results);
            }
        });
        var swapping = new Thread(() =>
        {
            for (var i = 0; Volatile.Read(ref ends) == 0; i++)
            {
                File.Delete(_world.Request("swap"));
                if (i % 2 == 0)
                {
                    File.CreateSymbolicLink(_world.Request("swap"), _world.Secret);
                }
                else
                {
                    File.WriteAllText(_world.Request("swap"), _world.Text("swap"));
                }
            }
        });
        exchanging.Start();
        swapping.Start();
        for (var i = 0; i < 300; i++)
        {
            File.WriteAllText(_world.Request($"race-{i}"), _world.Text($"race-{i}"));
            _world.Tick();
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Volatile.Write(ref ends, 1);
        exchanging.Join();
        swapping.Join();
        File.Delete(_world.Request("swap"));
        _world.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(_world.Service.Status().Answered > 0);
        _world.AssertAnswers(IpcWorld.Hostile, rounds: 2);
        _world.AssertAnswers(IpcWorld.Honest);
        _world.AssertNothingOutsideWasTouched();
    }

    [Fact]
    public void A_full_disk_is_counted_and_when_there_is_room_again_answers_come()
    {
        Directory.CreateDirectory(_world.Results(IpcWorld.Hostile));
        Assert.SkipUnless(
            Posix.Shell("mount -t tmpfs -o size=16k,mode=755 tmpfs \"$1\"", _world.Results(IpcWorld.Hostile)), "needs the right to mount");
        try
        {
            Posix.Shell("head -c 100000 /dev/zero > \"$1/filler\"", _world.Results(IpcWorld.Hostile));
            _world.Send("full");
            _world.Tick();

            Assert.Null(_world.Code("full"));
            Assert.Equal(1, _world.Service.Status().Faults["no_space"]);
            Assert.Equal(["filler"], Directory.EnumerateFiles(_world.Results(IpcWorld.Hostile)).Select(Path.GetFileName));
            _world.AssertAnswers(IpcWorld.Honest);

            File.Delete(Path.Join(_world.Results(IpcWorld.Hostile), "filler"));
            _world.AssertAnswers(IpcWorld.Hostile);
        }
        finally
        {
            Assert.True(Posix.Shell("umount \"$1\"", _world.Results(IpcWorld.Hostile)));
        }
    }

    [Fact]
    public void A_group_that_vanishes_and_an_ipc_folder_that_does_are_waited_for()
    {
        Directory.Delete(Path.Join(_world.Config.Root, IpcWorld.Hostile), recursive: true);
        _world.AssertAnswers(IpcWorld.Honest);

        Directory.Move(_world.Config.Root!, _world.Config.Root + ".away");
        _world.Tick(3);
        Assert.Equal((0L, 1L), (_world.Service.Status().Groups, _world.Service.Status().Faults["missing"]));

        Directory.Move(_world.Config.Root + ".away", _world.Config.Root!);
        _world.AssertAnswers(IpcWorld.Honest);
    }

    public void Dispose() => _world.Dispose();
}
