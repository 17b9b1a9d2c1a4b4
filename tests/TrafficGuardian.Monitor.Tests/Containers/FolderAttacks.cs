using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Tests.Containers;

/// <summary>What a hostile agent may do to the folder that its requests are read from, by name.</summary>
internal static class FolderAttacks
{
    public static readonly IReadOnlyDictionary<string, FolderAttack> All = new Dictionary<string, FolderAttack>(StringComparer.Ordinal)
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

    private static string WithResults(IpcWorld world)
    {
        Directory.CreateDirectory(world.Results(IpcWorld.Hostile));
        return world.Result("attack");
    }
}
