namespace TrafficGuardian.Cli.Tests.Skills;

/// <summary>A package unpacked where its platform keeps skills, in a scratch home, with the tested executable in its <c>bin/</c>.</summary>
internal sealed class InstalledSkill : IAsyncDisposable
{
    private readonly SkillFolder _skill;

    public InstalledSkill(string platform, bool hasExecutable = true)
    {
        _skill = new SkillFolder(platform);
        Home = new TestHome();
        Home.Set("PICOCLAW_TRAFFIC_GUARDIAN_HOME", "");
        State = Path.Combine(Home.Folder, platform switch
        {
            "picoclaw" => ".picoclaw/security/clawsec/traffic-guardian",
            "openclaw" => ".openclaw/security/clawsec/traffic-guardian",
            "hermes" => ".hermes/security/traffic-guardian",
            _ => ".config/nanoclaw/security/traffic-guardian",
        });
        Folder = Path.Combine(Home.Folder, platform == "nanoclaw" ? ".local/share" : $".{platform}/skills", _skill.Name);
        Copy(_skill.Path, Folder);
        if (hasExecutable)
        {
            StandIn(Path.Combine(Folder, "bin", "traffic-guardian"));
        }
    }

    public TestHome Home { get; }

    /// <summary>The package's folder.</summary>
    public string Folder { get; }

    /// <summary>The state home that the platform prescribes.</summary>
    public string State { get; }

    /// <summary>Writes a script that becomes the executable that the build made, which needs its neighbours.</summary>
    public static void StandIn(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\nexec '{CliProcess.Executable}' \"$@\"\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Everything below the scratch home with its content, but for the state home; folders end in a slash.</summary>
    public SortedDictionary<string, string> Tree()
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Read(new DirectoryInfo(Home.Folder));
        return tree;

        void Read(DirectoryInfo folder)
        {
            foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => entry.FullName != State))
            {
                if (entry is DirectoryInfo { LinkTarget: null } inner)
                {
                    Read(inner);
                }

                if (!State.StartsWith(entry.FullName, StringComparison.Ordinal))
                {
                    tree[entry.FullName] = entry.LinkTarget ?? (entry is FileInfo ? File.ReadAllText(entry.FullName) : "/");
                }
            }
        }
    }

    public void Configure(string json)
    {
        Directory.CreateDirectory(State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        TestHome.Write(Path.Combine(State, "config.json"), json);
    }

    /// <summary>Runs a script of the monitor's life by its bare name, or another by its path in the package.</summary>
    public async Task<CliResult> RunAsync(string script, params string[] arguments)
    {
        var path = script.Contains('/', StringComparison.Ordinal) ? script : $"{_skill.Scripts}/{script}";
        using var process = CliProcess.StartProgram(Home, Path.Combine(Folder, path), arguments);
        return await process.FinishAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CliProcess.RunAsync(Home, "stop", "--home", State);
        Home.Dispose();
    }
}
