using System.Net;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Skills;

/// <summary>The packages installed into a scratch home, and used from there.</summary>
public sealed class SkillUseTests
{
    public static TheoryData<string> Platforms => [.. SkillFolder.Platforms];

    /// <summary>The three that have an <c>uninstall.sh</c>; NanoClaw's is <c>remove.sh</c>.</summary>
    public static TheoryData<string> PlainPlatforms => [.. SkillFolder.Platforms.Where(static platform => platform != "nanoclaw")];

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_monitor_is_checked_started_questioned_and_stopped_by_the_scripts(string platform)
    {
        await using var skill = new InstalledSkill(platform);
        await using var origin = new TestOrigin();
        skill.Configure("""{ "listen": "127.0.0.1:0" }""");
        var before = skill.Tree();

        Assert.Equal(0, (await skill.RunAsync("check-config.sh")).ExitCode);
        Assert.Equal(3, (await skill.RunAsync("status.sh")).ExitCode);
        var started = await skill.RunAsync("start.sh", "--background");
        Assert.Equal((0, ""), (started.ExitCode, started.Error));
        var status = await skill.RunAsync("status.sh", "--json");
        Assert.Equal(0, status.ExitCode);
        var told = JsonDocument.Parse(status.Output).RootElement;
        Assert.Equal((platform, skill.State), (told.GetProperty("platform").GetString(), told.GetProperty("home").GetString()));

        await LeakAsync(told.GetProperty("listen").GetString()!, origin.Url);
        Assert.Equal(0, (await skill.RunAsync("stop.sh")).ExitCode);
        var threats = await skill.RunAsync("threats.sh", "--json", "--pattern", "ai_api_key");
        var finding = JsonDocument.Parse(Assert.Single(threats.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal((platform, "outbound"), (finding.GetProperty("platform").GetString(), finding.GetProperty("direction").GetString()));
        Assert.Equal(3, (await skill.RunAsync("status.sh")).ExitCode);
        Assert.Equal(before, skill.Tree());
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task The_self_check_passes_and_leaves_nothing_behind(string platform)
    {
        await using var skill = new InstalledSkill(platform);
        var before = skill.Tree();

        var result = await skill.RunAsync("test/self-check.sh");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("ok    nothing runs any more\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, skill.Tree());
        Assert.False(Directory.Exists(skill.State));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Another_platform_s_variables_don_t_change_whose_monitor_is_asked(string platform)
    {
        await using var skill = new InstalledSkill(platform);
        foreach (var other in SkillFolder.Platforms.Where(other => other != platform))
        {
            skill.Home.Set($"{other.ToUpperInvariant()}_TRAFFIC_GUARDIAN_HOME", Path.Combine(skill.Home.Folder, other));
        }

        var status = await skill.RunAsync("status.sh", "--json");

        Assert.Equal(skill.State, JsonDocument.Parse(status.Output).RootElement.GetProperty("home").GetString());
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Without_an_executable_every_script_says_what_is_missing(string platform)
    {
        await using var skill = new InstalledSkill(platform, hasExecutable: false);
        // A relative entry of PATH would be a program of whoever owns the current folder.
        skill.Home.Set("PATH", ".:/usr/bin:/bin");
        InstalledSkill.StandIn(Path.Combine(skill.Home.Folder, "traffic-guardian"));
        var life = new SkillFolder(platform).RunFiles.Where(static file => !file.EndsWith("verify.sh", StringComparison.Ordinal));
        Assert.SkipWhen(File.Exists("/usr/bin/traffic-guardian") || File.Exists("/bin/traffic-guardian"), "an executable is installed here.");

        foreach (var file in life)
        {
            var result = await skill.RunAsync(file);
            Assert.True(result.ExitCode == 127, $"{file}: {result.ExitCode}\n{result.Output}\n{result.Error}");
            Assert.Contains("the executable is missing", result.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(PlainPlatforms))]
    public async Task Uninstalling_stops_the_monitor_and_keeps_the_state(string platform)
    {
        await using var skill = new InstalledSkill(platform);
        skill.Configure("""{ "listen": "127.0.0.1:0" }""");
        await skill.RunAsync("start.sh", "--background");

        foreach (var _ in (int[])[1, 2])
        {
            var result = await skill.RunAsync("uninstall.sh");
            Assert.Equal(0, result.ExitCode);
            Assert.Contains($"State is kept in {skill.State}.", result.Output, StringComparison.Ordinal);
        }

        Assert.Equal(3, (await skill.RunAsync("status.sh")).ExitCode);
        Assert.True(File.Exists(Path.Combine(skill.State, "findings", "findings.jsonl")));
    }

    [Theory]
    [MemberData(nameof(PlainPlatforms))]
    public async Task A_purge_removes_the_state_home_where_it_is_named_in_full(string platform)
    {
        await using var skill = new InstalledSkill(platform);
        skill.Configure("""{ "listen": "127.0.0.1:0" }""");
        await skill.RunAsync("start.sh", "--background");

        var other = await skill.RunAsync("uninstall.sh", "--purge", skill.Home.Folder);
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("is not the state home", other.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await skill.RunAsync("status.sh")).ExitCode);

        var purged = await skill.RunAsync("uninstall.sh", "--purge", skill.State);
        Assert.Equal((0, ""), (purged.ExitCode, purged.Error));
        Assert.Contains($"Removed {skill.State}.", purged.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(skill.State));
    }

    [Fact]
    public async Task A_purge_leaves_what_is_foreign_and_follows_no_link()
    {
        await using var skill = new InstalledSkill("picoclaw");
        var elsewhere = Path.Combine(skill.Home.Folder, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        File.WriteAllText(Path.Combine(elsewhere, "letter.txt"), "mine");
        skill.Configure("{}");
        File.WriteAllText(Path.Combine(skill.State, "notes.txt"), "mine");
        File.CreateSymbolicLink(Path.Combine(skill.State, "findings"), elsewhere);

        var purged = await skill.RunAsync("uninstall.sh", "--purge", skill.State);

        Assert.Contains($"Kept {skill.State}", purged.Output, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(skill.State, "notes.txt")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(elsewhere, "letter.txt")));
        Assert.False(File.Exists(Path.Combine(skill.State, "config.json")));
    }

    [Theory]
    [MemberData(nameof(PlainPlatforms))]
    public async Task The_posture_is_exported_where_the_executable_can(string platform)
    {
        await using var skill = new InstalledSkill(platform);
        var help = await CliProcess.RunAsync(skill.Home, "--help");
        Assert.SkipUnless(help.Output.Contains("\n  posture ", StringComparison.Ordinal), "this executable has no verb 'posture'.");
        skill.Configure("{}");

        var result = await skill.RunAsync("export-posture.sh", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(platform, JsonDocument.Parse(result.Output).RootElement.GetProperty("platform").GetString());
    }

    private static async Task LeakAsync(string listen, string origin)
    {
        using var handler = new HttpClientHandler { Proxy = new WebProxy($"http://{listen}"), UseProxy = true };
        using var client = new HttpClient(handler);
        using var content = new StringContent($$"""{"note":"{{TestSecret.ModelKey()}}"}""");
        using var response = await client.PostAsync(new Uri(origin), content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
