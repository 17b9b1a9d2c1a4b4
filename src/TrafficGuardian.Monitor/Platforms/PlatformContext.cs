namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Which platform is served, and where everything of it lies. Made once, at start.</summary>
/// <param name="Kind">The platform.</param>
/// <param name="Home">The state home: absolute, without a trailing slash.</param>
/// <param name="ConfigPath">The configuration file, absolute.</param>
/// <param name="UserHome">The user's home folder, absolute.</param>
/// <param name="Environment">The environment that was given; nothing below reads the process's own.</param>
public sealed record PlatformContext(
    PlatformKind Kind,
    string Home,
    string ConfigPath,
    string UserHome,
    IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Whether the configuration file was named by the operator, and so has to exist.</summary>
    public bool ConfigNamed { get; init; }

    /// <summary>What relative paths of the environment are relative to.</summary>
    public string CurrentDirectory { get; init; } = "/";

    /// <summary>The variable's value; null where it is not set or empty.</summary>
    public string? Variable(string name) =>
        Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Makes a path absolute: <c>~/</c> is the user's home, a relative path lies below the state home.</summary>
    public string Resolve(string path) => PathText.Absolute(path, UserHome, Home);
}
