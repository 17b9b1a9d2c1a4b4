using System.Text;
using System.Text.Json;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Containers;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Tests.Inspection;
using TrafficGuardian.Monitor.Tests.Log;

namespace TrafficGuardian.Monitor.Tests.Containers;

/// <summary>
/// An IPC folder with a hostile group and an honest one, what answers them, and canaries in every place where nobody has any business:
/// beside the folder, in it, and in both groups beside the two folders that are ours.
/// </summary>
internal sealed class IpcWorld : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly LogFolder _log = new();
    private readonly FindingHistory _history;
    private readonly List<Canary> _canaries = [];
    private int _asked;

    public IpcWorld(string scope = "own", IReadOnlyDictionary<string, string>? addresses = null)
    {
        Time.Advance(TimeProvider.System.GetUtcNow() - Time.GetUtcNow());
        _history = new FindingHistory(_log.Path);
        Desk = new DisclosureDesk(
            static () => new StatusDocument { State = "running", Platform = "nanoclaw", Home = "/home/operator/secret-home", Pid = 4711, HttpsInspection = false },
            _history,
            static () => new DisclosedConfigCheck { Valid = true },
            static () => "",
            Time);
        Config = new IpcConfig
        {
            Root = _temp.File("ipc"),
            FindingsScope = scope,
            GroupAddresses = addresses ?? new Dictionary<string, string>(StringComparer.Ordinal),
        };
        Service = new IpcService(Config, Desk, Time);
        foreach (var group in new[] { Hostile, Honest })
        {
            Directory.CreateDirectory(Inbox(group));
            Directory.CreateDirectory(In(group, "tasks"));
            Plant(In(group, "tasks/clawsec.json"));
        }

        Outside = _temp.File("outside");
        Directory.CreateDirectory(Outside);
        Plant(Path.Join(Outside, "secret.json"));
        Plant(Path.Join(Config.Root, "canary.json"));
    }

    public static string Hostile => "hostile";

    public static string Honest => "honest";

    public FakeTime Time { get; } = new();

    public IpcConfig Config { get; }

    public DisclosureDesk Desk { get; }

    public IpcService Service { get; }

    public LogFolder Log => _log;

    /// <summary>A folder that no group may reach; <c>secret.json</c> in it is a canary.</summary>
    public string Outside { get; }

    /// <summary>A canary outside.</summary>
    public string Secret => Path.Join(Outside, "secret.json");

    /// <summary>What stands in every canary.</summary>
    public string CanaryText { get; } = $"{{\"type\":\"traffic_status\",\"requestId\":\"canary-{Guid.NewGuid():N}\"}}";

    public static string Name(int number) => $"request-{number}";

    public string In(string group, string path) => Path.Join(Config.Root, group, path);

    public string Inbox(string group) => In(group, GroupInbox.RequestFolder);

    public string Results(string group) => In(group, GroupInbox.ResultFolder);

    public string Request(string id, string group = "hostile") => Path.Join(Inbox(group), id + ".json");

    public string Result(string id, string group = "hostile") => Path.Join(Results(group), id + ".json");

    /// <summary>The text of an honest request, with more members at its end.</summary>
    public string Text(string id, string type = "traffic_status", string more = "") =>
        $$"""{"type":"{{type}}","requestId":"{{id}}","timestamp":"{{Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}"{{more}}}""";

    /// <summary>Writes a request as an honest client does: under another name first.</summary>
    public void Send(string id, string group = "hostile", string? text = null)
    {
        File.WriteAllText(Request(id, group) + ".tmp", text ?? Text(id));
        File.Move(Request(id, group) + ".tmp", Request(id, group), overwrite: true);
    }

    /// <summary>The code that a request was answered with: an empty text for success, null where there is no answer.</summary>
    public string? Code(string id, string group = "hostile")
    {
        if (!File.Exists(Result(id, group)))
        {
            return null;
        }

        using var answer = JsonDocument.Parse(File.ReadAllText(Result(id, group)));
        return answer.RootElement.GetProperty("success").GetBoolean() ? "" : answer.RootElement.GetProperty("error").GetProperty("code").GetString();
    }

    public JsonElement Data(string id, string group = "hostile")
    {
        using var answer = JsonDocument.Parse(File.ReadAllText(Result(id, group)));
        return answer.RootElement.GetProperty("data").Clone();
    }

    public void Tick(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Service.Tick();
        }
    }

    /// <summary>Asks honestly and expects the right answer, in at most so many rounds.</summary>
    public void AssertAnswers(string group, int rounds = 1)
    {
        var id = $"honest-{++_asked}";
        Send(id, group);
        Tick(rounds);
        Assert.Equal("", Code(id, group));
        Assert.Equal("running", Data(id, group).GetProperty("state").GetString());
        Assert.DoesNotContain("secret-home", File.ReadAllText(Result(id, group)), StringComparison.Ordinal);
    }

    /// <summary>No canary was read, written, moved or removed, and nothing else appeared where they are.</summary>
    public void AssertNothingOutsideWasTouched()
    {
        Assert.All(_canaries, canary => canary.AssertUntouched());
        Assert.Equal(["secret.json"], Directory.EnumerateFileSystemEntries(Outside).Select(Path.GetFileName));
        var results = new[] { Hostile, Honest }.Select(Results).Where(folder => Directory.Exists(folder) && new DirectoryInfo(folder).LinkTarget is null);
        foreach (var file in results.SelectMany(Directory.EnumerateFiles).Where(file => new FileInfo(file) is { LinkTarget: null, Length: < 100_000 }))
        {
            Assert.DoesNotContain("canary-", File.ReadAllText(file, Encoding.Latin1), StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _history.Dispose();
        _log.Dispose();

        // The class library can't remove names that are no text.
        Posix.Shell("rm -rf -- \"$1\"", Config.Root!);
        _temp.Dispose();
    }

    private void Plant(string path) => _canaries.Add(Canary.Plant(path, CanaryText));
}
