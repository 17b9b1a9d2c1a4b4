using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Doctor;
using TrafficGuardian.Monitor.Doctor.Gathering;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Doctor;

/// <summary>A machine of its own: a user's home with a platform's files, processes that are files, an environment.</summary>
internal sealed class DoctorWorld : IDisposable
{
    public const string Proxy = "http://127.0.0.1:18870";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly PlatformKind _kind;

    public DoctorWorld(PlatformKind kind, string? fixture = null)
    {
        _kind = kind;
        foreach (var name in (string[])["PICOCLAW_HOME", "OPENCLAW_STATE_DIR", "HERMES_HOME"])
        {
            _variables[name] = PlatformHome;
        }

        TemporaryFolder.Make(Guardian);
        TemporaryFolder.Make(Processes);
        TemporaryFolder.Make(PlatformHome);
        if (fixture is not null)
        {
            Copy(Path.Join(AppContext.BaseDirectory, "Doctor", "Fixtures", fixture), PlatformHome);
        }
    }

    /// <summary>The platform's own folder; NanoClaw's project.</summary>
    public string PlatformHome => Path.Join(_folder.Path, "platform");

    public string Guardian => Path.Join(_folder.Path, "guardian");

    public string Folder => _folder.Path;

    private string Processes => Path.Join(_folder.Path, "proc");

    public DoctorWorld Set(string name, string value)
    {
        _variables[name] = value;
        return this;
    }

    /// <summary>The environment as 'env' gives it to a process, without a CA.</summary>
    public DoctorWorld SetProxies(string url = Proxy)
    {
        foreach (var name in (string[])["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"])
        {
            _variables[name] = url;
        }

        return Set("NO_PROXY", "localhost,127.0.0.1,::1").Set("no_proxy", "localhost,127.0.0.1,::1").Set("NODE_USE_ENV_PROXY", "1");
    }

    public DoctorWorld Configure(string json)
    {
        _folder.Write("guardian/config.json", json);
        return this;
    }

    /// <summary>Makes the home's CA; HTTPS is opened where the configuration says so as well.</summary>
    public DoctorWorld MakeAuthority(IReadOnlyList<string>? hosts = null, int days = 30, bool replace = false)
    {
        var home = new StateHome(Context());
        Assert.True(new AuthorityStore(Context(), new AuthorityPaths(home.CaCertificate, home.CaPrivateKey)).Create(hosts ?? [], days, new Inspection.FakeTime().GetUtcNow(), replace));
        return this;
    }

    /// <summary>With a CA and the configuration that has HTTPS opened.</summary>
    public DoctorWorld OpenHttps(string more = "") => MakeAuthority().Configure($$"""{ "https_inspection": { "enabled": true, "trust_scope": "{{_kind.TrustScope()}}"{{more}} } }""");

    /// <summary>Writes a file below the user's home.</summary>
    public string Write(string name, string content) => _folder.Write(name, content);

    /// <summary>A process of the agent that runs.</summary>
    public DoctorWorld Process(int pid, string[] arguments, params (string Name, string Value)[] environment)
    {
        _folder.Write($"proc/{pid}/cmdline", string.Concat(arguments.Select(argument => argument + "\0")));
        _folder.Write($"proc/{pid}/environ", string.Concat(environment.Select(variable => $"{variable.Name}={variable.Value}\0")));
        return this;
    }

    /// <summary>What is found, as the command finds it.</summary>
    public async Task<DoctorReport> AskAsync()
    {
        var context = Context();
        var time = new Inspection.FakeTime();
        var setup = MonitorSetup.Load(context, ConfigOverrides.None, out var problems, out _, time);
        Assert.Empty(problems);
        using var authority = setup!.Authority;
        return Diagnosis.Of(await DoctorReader.ReadAsync(setup, new Machine(Processes, PlatformHome), time));
    }

    private PlatformContext Context() =>
        new(_kind, Guardian, Path.Join(Guardian, "config.json"), _folder.Path, _variables) { CurrentDirectory = PlatformHome };

    public void Dispose() => _folder.Dispose();

    // The repository holds no file that is called .env.
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.Join(to, Path.GetRelativePath(from, file).Replace("dotenv", ".env", StringComparison.Ordinal));
            TemporaryFolder.Make(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }
}
