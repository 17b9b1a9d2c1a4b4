namespace TrafficGuardian.Cli.Tests;

/// <summary>A folder for one test, with a home of its own inside, and the environment that points there.</summary>
internal sealed class TestHome : IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public TestHome()
    {
        Folder = Directory.CreateTempSubdirectory("tg-test-").FullName;
        Guardian = Path.Combine(Folder, "guardian");
        Set("HOME", Folder);
        Set("PICOCLAW_TRAFFIC_GUARDIAN_HOME", Guardian);
        Set("PATH", Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin");
        Set("DOTNET_ROOT", Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "");
        Set("TMPDIR", Folder);
    }

    public string Folder { get; }

    /// <summary>The state home.</summary>
    public string Guardian { get; }

    public string Findings => Path.Combine(Guardian, "findings", "findings.jsonl");

    public void Set(string name, string value) => _variables[name] = value;

    /// <summary>Writes the configuration, as the operator would.</summary>
    public void Configure(string json)
    {
        Directory.CreateDirectory(Guardian, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Write(Path.Combine(Guardian, "config.json"), json);
    }

    /// <summary>Writes a file that only its owner may read.</summary>
    public static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string FileIn(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Write(path, text);
        return path;
    }

    /// <summary>An environment with these variables and no others.</summary>
    public void Apply(IDictionary<string, string?> environment)
    {
        environment.Clear();
        foreach (var (name, value) in _variables.Where(v => v.Value.Length > 0))
        {
            environment[name] = value;
        }
    }

    public CliContext Context(StringWriter output, StringWriter error, string input = "") => new()
    {
        Out = output,
        Error = error,
        Input = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)),
        Environment = _variables,
    };

    /// <summary>Runs the command line in this process.</summary>
    public async Task<CliResult> CallAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, Context(output, error));
        return new CliResult(code, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
