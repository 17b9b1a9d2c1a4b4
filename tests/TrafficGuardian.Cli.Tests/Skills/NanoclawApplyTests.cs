using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrafficGuardian.Cli.Tests.Skills;

/// <summary>NanoClaw's package applied to a made-up checkout, questioned, and removed.</summary>
public sealed class NanoclawApplyTests : IAsyncDisposable
{
    private readonly InstalledSkill _skill = new("nanoclaw");
    private readonly string _project;
    private readonly string _units;

    public NanoclawApplyTests()
    {
        _project = Path.Combine(_skill.Home.Folder, "nanoclaw");
        _units = Path.Combine(_skill.Home.Folder, "units");
        Directory.CreateDirectory(Path.Combine(_project, ".claude", "skills", "add-telegram"));
        Directory.CreateDirectory(_units);
        Manifest("1.2.14");
    }

    private string Link => Path.Combine(_project, ".claude", "skills", "nanoclaw-traffic-guardian");

    private string[] Places => ["--project", _project, "--units", _units];

    [Fact]
    public async Task Applying_and_removing_can_be_repeated_and_removing_restores_what_was()
    {
        var before = _skill.Tree();

        Assert.Equal(0, (await _skill.RunAsync("apply.sh", Places)).ExitCode);
        var applied = _skill.Tree();
        Assert.Equal(0, (await _skill.RunAsync("apply.sh", Places)).ExitCode);
        Assert.Equal(applied, _skill.Tree());
        Assert.Equal(
            [Link, Path.Combine(_units, "traffic-guardian-nanoclaw.service"), Path.Combine(_units, "traffic-guardian-nanoclaw.socket")],
            applied.Keys.Except(before.Keys));
        Assert.Equal(_skill.Folder, applied[Link]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_skill.State));
        Assert.Empty(Directory.EnumerateFiles(_skill.State, "*.json"));
        Assert.Equal(3, (await _skill.RunAsync("status.sh")).ExitCode);

        foreach (var _ in (int[])[1, 2])
        {
            var removed = await _skill.RunAsync("remove.sh", Places);
            Assert.Equal((0, ""), (removed.ExitCode, removed.Error));
            Assert.Equal(before, _skill.Tree());
            Assert.True(Directory.Exists(_skill.State));
        }

        Assert.Equal(0, (await _skill.RunAsync("remove.sh", "--purge", _skill.State)).ExitCode);
        Assert.False(Directory.Exists(_skill.State));
    }

    [Fact]
    public async Task Applying_writes_nothing_where_no_folder_is_named()
    {
        var before = _skill.Tree();
        Assert.Equal(0, (await _skill.RunAsync("apply.sh")).ExitCode);
        Assert.Equal(before, _skill.Tree());
        Assert.True(Directory.Exists(_skill.State));
    }

    [Theory]
    [InlineData("1.1.9")]
    [InlineData("3.0.0")]
    [InlineData("0.1.0")]
    public async Task Another_version_of_NanoClaw_is_refused_unchanged(string version)
    {
        Manifest(version);
        await RefusedAsync(1, $"NanoClaw {version} is not one of 1.2 to 2");
    }

    [Theory]
    [InlineData("1.2.0")]
    [InlineData("1.10.3")]
    [InlineData("2.0.64")]
    public async Task The_versions_that_the_package_is_made_for_are_taken(string version)
    {
        Manifest(version);
        Assert.Equal(0, (await _skill.RunAsync("apply.sh", "--project", _project)).ExitCode);
    }

    [Fact]
    public async Task A_folder_that_is_no_checkout_is_refused()
    {
        File.WriteAllText(Path.Combine(_project, "package.json"), """{ "name": "other", "version": "1.2.0" }""");
        await RefusedAsync(2, "is no NanoClaw checkout");
    }

    [Fact]
    public async Task Something_else_in_the_link_s_place_is_left_alone_by_both()
    {
        Directory.CreateDirectory(Link);
        File.WriteAllText(Path.Combine(Link, "SKILL.md"), "mine");
        await RefusedAsync(1, "something else is there");

        Assert.Equal(0, (await _skill.RunAsync("remove.sh", Places)).ExitCode);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Link, "SKILL.md")));
    }

    [Fact]
    public async Task A_skills_folder_that_leads_elsewhere_is_refused()
    {
        var elsewhere = Path.Combine(_skill.Home.Folder, "elsewhere");
        Directory.Move(Path.Combine(_project, ".claude"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(_project, ".claude"), elsewhere);
        await RefusedAsync(1, "is no folder of that checkout");
    }

    [Fact]
    public async Task Units_that_are_not_ours_are_left_alone()
    {
        var unit = Path.Combine(_units, "traffic-guardian-nanoclaw.service");
        File.WriteAllText(unit, "[Service]\nExecStart=/bin/true\n");

        Assert.Equal(0, (await _skill.RunAsync("remove.sh", Places)).ExitCode);

        Assert.True(File.Exists(unit));
    }

    [Theory]
    [InlineData("is-active")]
    [InlineData("is-enabled")]
    public async Task Removing_waits_for_units_that_would_start_the_monitor_again(string question)
    {
        await _skill.RunAsync("apply.sh", Places);
        var tools = Path.Combine(_skill.Home.Folder, "tools");
        Directory.CreateDirectory(tools);
        File.WriteAllText(Path.Combine(tools, "systemctl"), $"#!/bin/sh\n[ \"$3\" = {question} ]\n");
        File.SetUnixFileMode(Path.Combine(tools, "systemctl"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _skill.Home.Set("PATH", $"{tools}:/usr/bin:/bin");
        var before = _skill.Tree();

        var result = await _skill.RunAsync("remove.sh", Places);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("systemctl --user disable --now", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, _skill.Tree());
    }

    [Fact]
    public async Task An_invalid_configuration_ends_applying_and_can_be_removed()
    {
        _skill.Configure("""{ "lisen": "127.0.0.1:0" }""");
        await RefusedAsync(2, "listen");
        Assert.Equal(0, (await _skill.RunAsync("remove.sh", Places)).ExitCode);
    }

    [Fact]
    public async Task Wiring_that_is_all_there_is_told_so_and_what_is_missing_by_name()
    {
        _skill.Configure("""{ "listen": "127.0.0.1:18870" }""");
        await _skill.RunAsync("apply.sh", Places);
        _skill.Configure("""{ "listen": "127.0.0.1:0" }""");
        await _skill.RunAsync("start.sh", "--background");
        await SnapshotAsync();
        var list = Path.Combine(_skill.Home.Folder, ".config", "nanoclaw", "mount-allowlist.json");
        File.WriteAllText(list, """{ "allowedRoots": [{ "path": "~/.config/nanoclaw/security/traffic-guardian/snapshot", "allowReadWrite": false }] }""");
        var whole = await _skill.RunAsync("check-wiring.sh", Places);
        Assert.True(whole.ExitCode == 0, whole.Output + whole.Error);

        File.Delete(list);
        await MissesAsync("the snapshot in NanoClaw's list");
        File.Delete(Link);
        await MissesAsync($"the link in {_project}");
        File.Delete(Path.Combine(_units, "traffic-guardian-nanoclaw.socket"));
        await MissesAsync("traffic-guardian-nanoclaw.socket");
        await _skill.RunAsync("stop.sh");
        await MissesAsync("a monitor that runs");
        Directory.Delete(Path.Combine(_skill.State, "snapshot"), recursive: true);
        await MissesAsync("a snapshot for containers");
        _skill.Configure("{");
        await MissesAsync("a valid configuration");
    }

    [Fact]
    public async Task The_registration_is_json_with_this_machine_s_folders_and_mounts_read_only()
    {
        var text = (await _skill.RunAsync("mcp-tools/registration.sh")).Output;
        var lines = Regex.Matches(text, @"^  (?<json>\{.*\}),?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(static match => JsonDocument.Parse(match.Groups["json"].Value).RootElement).ToList();
        var server = JsonDocument.Parse("{" + text[text.IndexOf("  \"traffic-guardian\": {", StringComparison.Ordinal)..] + "}").RootElement.GetProperty("traffic-guardian");

        Assert.Equal([_skill.Folder, _skill.State + "/snapshot"], lines.Take(2).Select(static line => line.GetProperty("path").GetString()));
        Assert.All(lines.Take(2), static line => Assert.False(line.GetProperty("allowReadWrite").GetBoolean()));
        Assert.Equal([_skill.Folder, _skill.State + "/snapshot"], lines.Skip(2).Select(static line => line.GetProperty("hostPath").GetString()));
        Assert.All(lines.Skip(2), static line => Assert.True(line.GetProperty("readonly").GetBoolean()));
        Assert.True(File.Exists(server.GetProperty("command").GetString()!.Replace("/workspace/extra/traffic-guardian", _skill.Folder, StringComparison.Ordinal)));
        Assert.Equal("/workspace/extra/" + lines[3].GetProperty("containerPath").GetString(), server.GetProperty("args")[1].GetString());
    }

    public ValueTask DisposeAsync() => _skill.DisposeAsync();

    private void Manifest(string version) =>
        File.WriteAllText(Path.Combine(_project, "package.json"), $$"""
            {
              "name": "nanoclaw",
              "version": "{{version}}"
            }
            """);

    private async Task RefusedAsync(int code, string reason)
    {
        var before = _skill.Tree();
        var result = await _skill.RunAsync("apply.sh", Places);
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, _skill.Tree());
    }

    private async Task MissesAsync(string what)
    {
        var result = await _skill.RunAsync("check-wiring.sh", Places);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(result.Output.Split('\n'), line => line.StartsWith("missing  ", StringComparison.Ordinal) && line.Contains(what, StringComparison.Ordinal));
    }

    /// <summary>Waits for the first snapshot, which the monitor writes once it runs.</summary>
    private async Task SnapshotAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var status = Path.Combine(_skill.State, "snapshot", "status.json");
        while (!File.Exists(status))
        {
            limit.Token.ThrowIfCancellationRequested();
            await _skill.RunAsync("status.sh");
        }
    }
}
