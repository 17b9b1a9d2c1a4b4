using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Tests.State;

namespace TrafficGuardian.Monitor.Tests.Configuration;

/// <summary>A home with a configuration file, and an environment.</summary>
internal sealed class ConfigFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new() { ["PICOCLAW_CONFIG"] = "/none" };

    public ConfigFixture() => TemporaryFolder.Make(Home);

    public string Home => Path.Join(_folder.Path, "home");

    public PlatformKind Platform { get; init; } = PlatformKind.Picoclaw;

    public PlatformContext Context => new(Platform, Home, Home + "/config.json", _folder.Path, _environment);

    public static ConfigResult LoadText(string json)
    {
        using var fixture = new ConfigFixture();
        return fixture.Load(json);
    }

    public ConfigFixture With(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public string Write(string name, string content, UnixFileMode mode = TemporaryFolder.FileMode) =>
        _folder.Write("home/" + name, content, mode);

    public ConfigResult Load(string? json = null, ConfigOverrides? overrides = null, IReadOnlyCollection<string>? patterns = null)
    {
        if (json is not null)
        {
            Write("config.json", json);
        }

        return ConfigLoader.Load(Context, overrides ?? ConfigOverrides.None, patterns);
    }

    public void Dispose() => _folder.Dispose();
}
