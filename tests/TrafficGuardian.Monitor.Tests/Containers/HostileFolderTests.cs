using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Tests.Containers;

/// <summary>What a hostile agent makes of its folder. After each the host answers, and nothing outside was touched.</summary>
public sealed class HostileFolderTests : IDisposable
{
    private static readonly Dictionary<string, Attack> Attacks = new(StringComparer.Ordinal)
    {
        ["a link to a file outside"] = new(w => File.CreateSymbolicLink(w.Request("attack"), w.Secret), "INVALID_REQUEST"),
        ["a link to another group's file"] = new(w => File.CreateSymbolicLink(w.Request("attack"), w.In(IpcWorld.Honest, "tasks/clawsec.json")), "INVALID_REQUEST"),
        ["a link that leads nowhere"] = new(w => File.CreateSymbolicLink(w.Request("attack"), "/nowhere/at/all"), "INVALID_REQUEST"),
        ["a link to itself"] = new(w => File.CreateSymbolicLink(w.Request("attack"), w.Request("attack")), "INVALID_REQUEST"),
        ["a link to an endless device"] = new(w => File.CreateSymbolicLink(w.Request("attack"), "/dev/zero"), "INVALID_REQUEST"),
        ["a link to the host's environment"] = new(w => File.CreateSymbolicLink(w.Request("attack"), "/proc/self/environ"), "INVALID_REQUEST"),
        ["a second name of a file outside, which is old"] = new(w => Posix.HardLink(w.Secret, w.Request("attack")), Code: null),
        ["a second name of an honest request of its own"] = new(
            w =>
            {
                File.WriteAllText(w.In(IpcWorld.Hostile, "first"), w.Text("attack"));
                Posix.HardLink(w.In(IpcWorld.Hostile, "first"), w.Request("attack"));
            },
            "INVALID_REQUEST"),
        ["a pipe that nobody writes to"] = new(w => Posix.Pipe(w.Request("attack")), "INVALID_REQUEST"),
        ["an empty folder"] = new(w => Directory.CreateDirectory(w.Request("attack")), "INVALID_REQUEST"),
        ["a folder that can't be removed"] = new(w => Directory.CreateDirectory(Path.Join(w.Request("attack"), "more")), "INVALID_REQUEST", Stays: true),
        ["a socket"] = new(
            w =>
            {
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(w.Request("attack")));

                // Closing removes it, unless it has another name by then.
                File.Move(w.Request("attack"), w.Request("attack") + ".kept");
                socket.Close();
                File.Move(w.Request("attack") + ".kept", w.Request("attack"));
            },
            "INVALID_REQUEST"),
        ["a gigabyte that takes no room"] = new(
            w =>
            {
                using var file = File.Create(w.Request("attack"));
                file.SetLength(1L << 30);
            },
            "TOO_LARGE"),
        ["a name that begins with a dot"] = new(w => File.WriteAllText(w.Request(".attack"), w.Text(".attack")), Code: null),
        ["a name of dots"] = new(w => File.WriteAllText(w.Request(".."), w.Text("..")), Code: null),
        ["a name with a space"] = new(w => File.WriteAllText(w.Request("a b"), w.Text("a b")), Code: null),
        ["a name with a line feed at its end"] = new(w => File.WriteAllText(w.Request("attack\n"), w.Text("attack\\n")), Code: null),
        ["a name with a backslash"] = new(w => File.WriteAllText(w.Request("a\\b"), w.Text("a")), Code: null),
        ["a name of 129 characters"] = new(w => File.WriteAllText(w.Request(new string('a', 129)), w.Text(new string('a', 129))), Code: null),
        ["a name in letters that look alike"] = new(w => File.WriteAllText(w.Request("аttack"), w.Text("аttack")), Code: null),
        ["an ending in capitals"] = new(w => File.WriteAllText(Path.Join(w.Inbox(IpcWorld.Hostile), "attack.JSON"), w.Text("attack")), Code: null),
        ["a name that is no text"] = new(w => Assert.True(Posix.Shell("printf x > \"$1/$(printf '\\377\\376').json\"", w.Inbox(IpcWorld.Hostile))), Code: null, Stays: true),
        ["five thousand names that are none of ours"] = new(
            w =>
            {
                for (var i = 0; i < 5_000; i++)
                {
                    File.WriteAllText(w.Request($"{i}") + ".tmp", "");
                }
            },
            Code: null,
            Stays: true),
        ["three hundred folders that can't be removed"] = new(
            w =>
            {
                for (var i = 0; i < 300; i++)
                {
                    Directory.CreateDirectory(Path.Join(w.Request($"folder-{i}"), "more"));
                }
            },
            Code: null,
            Stays: true,
            Rounds: 40,
            Rest: TimeSpan.FromMinutes(1)),
        ["five hundred empty files of a time to come"] = new(
            w =>
            {
                for (var i = 0; i < 500; i++)
                {
                    File.WriteAllText(w.Request($"empty-{i}"), "");
                    File.SetLastWriteTimeUtc(w.Request($"empty-{i}"), w.Time.GetUtcNow().UtcDateTime.AddDays(1));
                }
            },
            Code: null,
            Rounds: 40,
            Rest: TimeSpan.FromMinutes(1)),
        ["two thousand requests at once"] = new(
            w =>
            {
                for (var i = 0; i < 2_000; i++)
                {
                    File.WriteAllText(w.Request($"flood-{i}"), w.Text($"flood-{i}"));
                }
            },
            Code: null,
            Rounds: 130,
            Rest: TimeSpan.FromMinutes(1)),
        ["results that are a link out"] = new(w => Directory.CreateSymbolicLink(w.Results(IpcWorld.Hostile), w.Outside), Code: null, Deaf: true, Sends: true),
        ["results that are a link into another group"] = new(w => Directory.CreateSymbolicLink(w.Results(IpcWorld.Hostile), w.In(IpcWorld.Honest, "tasks")), Code: null, Deaf: true, Sends: true),
        ["results that are a link to nothing"] = new(w => File.CreateSymbolicLink(w.Results(IpcWorld.Hostile), Path.Join(w.Outside, "new")), Code: null, Deaf: true, Sends: true),
        ["results that are a file"] = new(w => File.WriteAllText(w.Results(IpcWorld.Hostile), ""), Code: null, Deaf: true, Sends: true),
        ["results that are a pipe"] = new(w => Posix.Pipe(w.Results(IpcWorld.Hostile)), Code: null, Deaf: true, Sends: true),
        ["a result's name that is a link out"] = new(w => File.CreateSymbolicLink(WithResults(w), w.Secret), "", Sends: true),
        ["a result's name that is a second name of a file outside"] = new(w => Posix.HardLink(w.Secret, WithResults(w)), "", Sends: true),
        ["a result's name that is a pipe"] = new(w => Posix.Pipe(WithResults(w)), "", Sends: true),
        ["a result's name that is a folder with something in it"] = new(w => Directory.CreateDirectory(Path.Join(WithResults(w), "more")), Code: null, Sends: true),
        ["results full of names that are taken"] = new(
            w =>
            {
                WithResults(w);
                for (var i = 0; i < 3_000; i++)
                {
                    File.WriteAllText(w.Result($"squat-{i}"), "squat");
                    Directory.CreateDirectory(Path.Join(w.Results(IpcWorld.Hostile), $".clawsec-{i:x16}.tmp"));
                }
            },
            "",
            Sends: true),
        ["requests that lie behind a link to another group's"] = new(
            w =>
            {
                Directory.Delete(w.Inbox(IpcWorld.Hostile));
                Directory.CreateSymbolicLink(w.Inbox(IpcWorld.Hostile), w.Inbox(IpcWorld.Honest));
            },
            Code: null,
            Deaf: true),
        ["requests that lie behind a link out"] = new(
            w =>
            {
                Directory.Delete(w.Inbox(IpcWorld.Hostile));
                Directory.CreateSymbolicLink(w.Inbox(IpcWorld.Hostile), w.Outside);
            },
            Code: null,
            Deaf: true),
        ["a file where requests should lie"] = new(
            w =>
            {
                Directory.Delete(w.Inbox(IpcWorld.Hostile));
                File.WriteAllText(w.Inbox(IpcWorld.Hostile), "");
            },
            Code: null,
            Deaf: true),
        ["a pipe where requests should lie"] = new(
            w =>
            {
                Directory.Delete(w.Inbox(IpcWorld.Hostile));
                Posix.Pipe(w.Inbox(IpcWorld.Hostile));
            },
            Code: null,
            Deaf: true),
        ["a request without rights"] = new(
            w =>
            {
                File.WriteAllText(w.Request("attack"), w.Text("attack"));
                File.SetUnixFileMode(w.Request("attack"), UnixFileMode.None);
            },
            Environment.IsPrivilegedProcess ? "" : "INVALID_REQUEST"),
        ["requests that were answered before"] = new(
            w =>
            {
                w.Send("attack");
                w.Tick();
                File.Delete(w.Result("attack"));
                w.Send("attack");
            },
            "INVALID_REQUEST"),
    };

    private readonly IpcWorld _world = new();

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_host_answers_after_it_and_touches_nothing_outside(string name)
    {
        var attack = Attacks[name];
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

    private static string WithResults(IpcWorld world)
    {
        Directory.CreateDirectory(world.Results(IpcWorld.Hostile));
        return world.Result("attack");
    }

    /// <summary>An attack.</summary>
    /// <param name="Do">What the agent does.</param>
    /// <param name="Code">What the request "attack" is answered with; null where it gets no answer.</param>
    /// <param name="Sends">Whether an honest request "attack" follows.</param>
    /// <param name="Deaf">Whether the group has made itself unreachable, which is counted as a fault.</param>
    /// <param name="Stays">Whether something stays in the folder that can't be removed, or is none of ours.</param>
    /// <param name="Rounds">Rounds until it is through.</param>
    /// <param name="Rest">Time until its rate is as before.</param>
    private sealed record Attack(
        Action<IpcWorld> Do, string? Code, bool Sends = false, bool Deaf = false, bool Stays = false, int Rounds = 1, TimeSpan Rest = default);
}
