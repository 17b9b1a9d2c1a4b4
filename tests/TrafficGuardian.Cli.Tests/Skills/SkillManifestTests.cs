using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrafficGuardian.Cli.Tests.Skills;

/// <summary>What registries read: <c>skill.json</c> and the head of <c>SKILL.md</c>.</summary>
public sealed partial class SkillManifestTests
{
    private static readonly string[] AddedByArchives = ["LICENSE", "bin/traffic-guardian"];

    public static TheoryData<string> Platforms => [.. SkillFolder.Platforms];

    [Fact]
    public void There_is_a_package_for_each_platform_and_no_other() =>
        Assert.Equal(
            SkillFolder.Platforms.Select(static platform => $"{platform}-traffic-guardian"),
            Directory.EnumerateDirectories(Path.Combine(SkillFolder.Root, "skills")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task The_version_is_the_project_s_everywhere(string platform)
    {
        var skill = new SkillFolder(platform);
        using var home = new TestHome();
        var told = (await CliProcess.RunAsync(home, "--version")).Output.Trim();

        Assert.Matches(@"^\d+\.\d+\.\d+$", SkillFolder.Version);
        Assert.Equal(SkillFolder.Version, told.Split('+', '-')[0]);
        Assert.Equal(SkillFolder.Version, skill.Manifest().GetProperty("version").GetString());
        Assert.Equal(SkillFolder.Version, skill.Field("version"));
        Assert.Equal(SkillFolder.Version, ReleaseHeading().Match(skill.Read("CHANGELOG.md")).Groups["version"].Value);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void The_manifest_has_what_the_conventions_require(string platform)
    {
        var skill = new SkillFolder(platform);
        var manifest = skill.Manifest();

        Assert.Equal(skill.Name, manifest.GetProperty("name").GetString());
        Assert.Equal(platform, manifest.GetProperty("platform").GetString());
        Assert.Equal("AGPL-3.0-or-later", manifest.GetProperty("license").GetString());
        Assert.All(["description", "author", "homepage"], key => Assert.NotEmpty(manifest.GetProperty(key).GetString()!));
        var own = manifest.GetProperty(platform);
        Assert.NotEmpty(own.GetProperty("emoji").GetString()!);
        Assert.Equal("security", own.GetProperty("category").GetString());
        Assert.True(own.GetProperty("triggers").GetArrayLength() >= 5);
        Assert.True(own.GetProperty("operator_review").GetArrayLength() >= 5);
        Assert.False(own.GetProperty("execution").GetProperty("always").GetBoolean());
        Assert.All(["persistence", "network_egress"], key => Assert.NotEmpty(own.GetProperty("execution").GetProperty(key).GetString()!));
        Assert.Equal("none", own.GetProperty("capabilities").GetProperty("blocking").GetString());
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void The_head_of_the_skill_is_the_platform_s(string platform)
    {
        var skill = new SkillFolder(platform);
        var manifest = skill.Manifest();
        var block = platform == "openclaw" ? "clawdis" : platform;
        var needs = platform == "nanoclaw" ? "node: \">=18.0.0\"" : "bins: [sh]";

        Assert.All(["name", "description", "author", "license"], key => Assert.Equal(manifest.GetProperty(key).GetString(), skill.Field(key)));
        Assert.Equal(manifest.GetProperty("homepage").GetString()!.TrimEnd('/'), skill.Field("homepage"));
        Assert.InRange(skill.Field("description").Length, 1, 1024);
        Assert.DoesNotMatch("[<>\"\\\\]", skill.Field("description"));
        if (platform == "openclaw")
        {
            // OpenClaw itself and its registry read this one line of JSON; a scanner judges a skill by its category.
            var own = JsonDocument.Parse(MetadataLine().Match(skill.Frontmatter()).Groups["json"].Value).RootElement.GetProperty("openclaw");
            Assert.Equal("security", own.GetProperty("category").GetString());
            Assert.Equal("sh", own.GetProperty("requires").GetProperty("bins")[0].GetString());
        }

        Assert.EndsWith($"{block}:\n  emoji: \"{manifest.GetProperty(platform).GetProperty("emoji").GetString()}\"\n  requires:\n    {needs}\n", skill.Frontmatter(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void The_list_names_every_file_and_no_other(string platform)
    {
        var skill = new SkillFolder(platform);
        var entries = skill.Manifest().GetProperty("sbom").GetProperty("files").EnumerateArray().ToList();
        var paths = entries.Select(static entry => entry.GetProperty("path").GetString()!).ToList();
        var folders = paths.Where(static path => path.EndsWith('/')).ToList();
        var required = entries.Where(static entry => entry.GetProperty("required").GetBoolean()).Select(static entry => entry.GetProperty("path").GetString()!);

        Assert.Equal(paths.Distinct(StringComparer.Ordinal), paths);
        Assert.All(entries, static entry => Assert.NotEmpty(entry.GetProperty("description").GetString()!));
        Assert.DoesNotContain(skill.Files, file => !paths.Contains(file) && !folders.Exists(folder => file.StartsWith(folder, StringComparison.Ordinal)));
        Assert.All(required, path => Assert.Contains(path, skill.Files));
        Assert.Equal(
            [.. AddedByArchives, .. folders],
            entries.Where(static entry => !entry.GetProperty("required").GetBoolean()).Select(static entry => entry.GetProperty("path").GetString()!));
        Assert.Equal(platform == "openclaw" ? ["hooks/openclaw-traffic-guardian-hook/"] : [], folders);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void The_environment_names_are_the_reserved_ones_all_optional(string platform)
    {
        var skill = new SkillFolder(platform);
        var runtime = skill.Manifest().GetProperty(platform).GetProperty("runtime");
        var names = runtime.GetProperty("optional_env").EnumerateArray().Select(static name => name.GetString()!).ToList();
        string[] reserved = ["HOME", "CONFIG", "MODE", "PROXY_URL", "CA_BUNDLE", "LOG_DIR", "MAX_SCAN_BYTES", "REDACT_SNIPPETS"];
        string[] own = platform switch
        {
            "picoclaw" => ["PICOCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT"],
            "hermes" => ["HERMES_TRAFFIC_GUARDIAN_ATTESTATION_OUTPUT"],
            _ => [],
        };

        Assert.Equal(0, runtime.GetProperty("required_env").GetArrayLength());
        Assert.Equal([.. reserved.Select(name => $"{platform.ToUpperInvariant()}_TRAFFIC_GUARDIAN_{name}"), .. own], names);
        var named = skill.Files.SelectMany(file => EnvironmentName().Matches(skill.Read(file)).Select(static match => match.Value));
        Assert.DoesNotContain(named, name => !names.Contains(name));
        Assert.All(names, name => Assert.Contains($"`{name}`", skill.Read("README.md"), StringComparison.Ordinal));
    }

    [Fact]
    public void NanoClaw_s_package_names_the_tools_that_the_server_has_and_the_paths_of_the_contract()
    {
        var skill = new SkillFolder("nanoclaw");
        var own = skill.Manifest().GetProperty("nanoclaw");
        using var tools = JsonDocument.Parse(File.ReadAllText(Path.Combine(SkillFolder.Root, "src", "TrafficGuardian.Cli", "Mcp", "tools.json")));
        var served = ToolName().Matches(tools.RootElement.GetRawText()).Select(static match => match.Groups["name"].Value);

        Assert.Equal(
            served.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            own.GetProperty("mcp_tools").EnumerateArray().Select(static tool => tool.GetString()!).Order(StringComparer.Ordinal));
        var integration = own.GetProperty("integration");
        Assert.Equal("mcp-tools/", integration.GetProperty("mcp_tools_dir").GetString());
        Assert.Equal("host-services/", integration.GetProperty("host_services_dir").GetString());
        Assert.Equal("/workspace/ipc/clawsec_results", integration.GetProperty("result_channel").GetString());
        Assert.All(["mcp-tools", "host-services"], folder => Assert.True(Directory.Exists(Path.Combine(skill.Path, folder))));
    }

    [GeneratedRegex(@"^## \[(?<version>[^\]]+)\]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReleaseHeading();

    [GeneratedRegex(@"^metadata: (?<json>\{.*\})$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetadataLine();

    [GeneratedRegex("[A-Z]+_TRAFFIC_GUARDIAN_[A-Z_]+", RegexOptions.None, 1000)]
    private static partial Regex EnvironmentName();

    [GeneratedRegex("\"name\": *\"(?<name>clawsec_[a-z_]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ToolName();
}
