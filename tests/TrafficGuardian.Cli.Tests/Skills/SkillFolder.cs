using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrafficGuardian.Cli.Tests.Skills;

/// <summary>A skill package as the checkout holds it.</summary>
internal sealed partial record SkillFolder(string Platform)
{
    public static readonly string[] Platforms = ["hermes", "nanoclaw", "openclaw", "picoclaw"];

    public static string Root { get; } = FindRoot();

    public static string Version { get; } =
        VersionPrefix().Match(File.ReadAllText(System.IO.Path.Combine(Root, "Directory.Build.props"))).Groups["version"].Value;

    public string Name => $"{Platform}-traffic-guardian";

    public string Path => System.IO.Path.Combine(Root, "skills", Name);

    /// <summary>Where the scripts of the monitor's life lie.</summary>
    public string Scripts => Platform == "nanoclaw" ? "host-services" : "scripts";

    /// <summary>Every file, relative to the package, sorted.</summary>
    public IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Path, file)).Order(StringComparer.Ordinal)];

    public IEnumerable<string> ShellFiles => Files.Where(static file => file.EndsWith(".sh", StringComparison.Ordinal));

    /// <summary>Those that are run; the others are read by them.</summary>
    public IEnumerable<string> RunFiles => ShellFiles.Where(static file => !file.StartsWith("lib/", StringComparison.Ordinal));

    public string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    public JsonElement Manifest() => JsonDocument.Parse(Read("skill.json")).RootElement;

    /// <summary>The lines between the first two of three dashes.</summary>
    public string Frontmatter() => FrontmatterBlock().Match(Read("SKILL.md")).Groups["lines"].Value;

    /// <summary>The value of a key at the left edge, its quotes taken off.</summary>
    public string Field(string key) =>
        Regex.Match(Frontmatter(), $"^{key}: \"?(?<value>.*?)\"?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value;

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "TrafficGuardian.slnx")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The checkout's root was not found above the built tests.");
        }

        return folder;
    }

    [GeneratedRegex("<VersionPrefix>(?<version>.*)</VersionPrefix>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPrefix();

    [GeneratedRegex(@"\A---\n(?<lines>(.|\n)*?\n)---\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FrontmatterBlock();
}
