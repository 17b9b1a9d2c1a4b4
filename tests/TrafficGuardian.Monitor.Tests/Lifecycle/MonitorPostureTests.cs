using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Posture;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Monitor.Tests.Lifecycle;

public sealed class MonitorPostureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tg-posture-").FullName;
    private readonly PlatformContext _context;
    private readonly StateHome _home;

    public MonitorPostureTests()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = _folder,
            ["PICOCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT"] = "~/.picoclaw/profiles/traffic.json",
        };
        _context = PlatformResolver.Resolve(new PlatformRequest("picoclaw", Path.Join(_folder, "home"), null, _folder), variables, out _)!;
        _home = new StateHome(_context);
        _home.Create();
        SafeFile.Replace(_context.ConfigPath, """{ "listen": "127.0.0.1:0" }"""u8);
    }

    private string Named => Path.Join(_folder, ".picoclaw/profiles/traffic.json");

    private string Findings => Path.Join(_home.Root, "findings", "findings.jsonl");

    [Fact]
    public async Task Every_field_is_what_it_is_by_hand_and_the_same_for_all_who_ask()
    {
        await using var host = await StartAsync();
        Append("one\n");
        await host.FlushAsync();

        var file = Field(_home.PostureFile);
        Assert.Equal("clawsec-traffic-posture/v1", file("schema_version").GetString());
        Assert.Equal("picoclaw", file("platform").GetString());
        Assert.Equal("running", file("monitor_status").GetString());
        Assert.Equal("detect", file("mode").GetString());
        Assert.False(file("https_inspection").GetBoolean());
        Assert.Equal(JsonValueKind.Null, file("ca_fingerprint_sha256").ValueKind);
        Assert.Equal(host.Status().ConfigSha256, file("config_sha256").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("one\n"u8)), file("finding_log_sha256").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", file("generated_at").GetString());

        var bytes = await File.ReadAllBytesAsync(_home.PostureFile);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Named));
        var answer = await new ControlClient(_home.Instance.ControlSocket, TimeProvider.System).PostureAsync();
        Assert.Equal(bytes, (byte[])[.. answer, (byte)'\n']);
        Assert.Equal(bytes, (await MonitorPosture.AskAsync(_context, TimeProvider.System)).Fragment!.ToUtf8());
        Assert.Equal(PostureFragment.TryParse(bytes)!.Stable().ToUtf8(), await File.ReadAllBytesAsync(_home.StablePostureFile));
        Assert.All((string[])[_home.PostureFile, _home.StablePostureFile, Named], path =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
    }

    [Fact]
    public async Task The_configurations_digest_is_that_of_its_canonical_json()
    {
        await using var host = await StartAsync();
        var config = ConfigLoader.Load(_context, ConfigOverrides.None).Config!;
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(ConfigDigest.Canonical(config).Span)), Field(_home.PostureFile)("config_sha256").GetString());
    }

    [Fact]
    public async Task It_is_looked_at_once_a_second_and_written_only_where_it_says_something_new()
    {
        var time = new FakeTime();
        await using var host = await MonitorHost.StartAsync(Setup(), _home.Instance, time);
        var first = Inode(_home.PostureFile);
        var stable = Inode(_home.StablePostureFile);
        for (var look = 0; look < 3; look++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.NotNull(host.Posture());
        }

        Assert.Equal(first, Inode(_home.PostureFile));

        Append("a finding of another process\n");
        Assert.Equal(first, Inode(_home.PostureFile));
        await SecondsUntilAsync(time, () => Inode(_home.PostureFile) != first);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("a finding of another process\n"u8)), Field(_home.PostureFile)("finding_log_sha256").GetString());
        Assert.Equal(stable, Inode(_home.StablePostureFile));
    }

    [Fact]
    public async Task A_file_that_was_removed_or_changed_is_made_true_again()
    {
        var time = new FakeTime();
        await using var host = await MonitorHost.StartAsync(Setup(), _home.Instance, time);
        var bytes = await File.ReadAllBytesAsync(_home.PostureFile);

        File.Delete(_home.PostureFile);
        await File.WriteAllBytesAsync(_home.StablePostureFile, bytes);
        var changed = Inode(_home.StablePostureFile);
        await SecondsUntilAsync(time, () => File.Exists(_home.PostureFile) && Inode(_home.StablePostureFile) != changed);

        Assert.True(PostureFragment.TryParse(await File.ReadAllBytesAsync(_home.PostureFile))!.SaysTheSame(PostureFragment.TryParse(bytes)!));
        Assert.Equal(PostureFragment.TryParse(bytes)!.Stable().ToUtf8(), await File.ReadAllBytesAsync(_home.StablePostureFile));
    }

    [Fact]
    public async Task A_reload_shows_in_the_fragment_in_the_status_and_in_the_state()
    {
        await using var host = await StartAsync();
        var before = Field(_home.PostureFile)("config_sha256").GetString();

        SafeFile.Replace(_context.ConfigPath, """{ "listen": "127.0.0.1:0", "patterns": { "disabled": ["jwt"] } }"""u8);
        Assert.True(host.Reload().Applied);

        var after = Field(_home.PostureFile)("config_sha256").GetString();
        Assert.NotEqual(before, after);
        Assert.Equal(host.Status().ConfigSha256, after);
        Assert.Equal(after, MonitorProbe.Probe(_home.Instance).Record!.ConfigSha256);
    }

    [Fact]
    public async Task At_its_end_it_says_stopped_and_nobody_who_asks_late_changes_that()
    {
        await using var host = await StartAsync();
        var running = PostureFragment.TryParse(await File.ReadAllBytesAsync(_home.PostureFile))!;
        await host.StopAsync(TimeSpan.Zero);

        Assert.Null(host.Posture());
        var stopped = PostureFragment.TryParse(await File.ReadAllBytesAsync(_home.PostureFile))!;
        Assert.True(stopped.SaysTheSame(running with { MonitorStatus = "stopped" }));
        Assert.Equal(stopped.ToUtf8(), await File.ReadAllBytesAsync(Named));
        Assert.Equal(stopped.Stable().ToUtf8(), await File.ReadAllBytesAsync(_home.StablePostureFile));
        Assert.Equal(stopped, (await MonitorPosture.AskAsync(_context, TimeProvider.System)).Fragment);
    }

    [Fact]
    public async Task Of_several_monitors_the_one_that_start_made_is_told_of_then_the_oldest_run()
    {
        var time = new FakeTime();
        using var firstPlace = RunFolder.Create(_home);
        await using var first = await MonitorHost.StartAsync(Setup(ConfigOverrides.ForRun(https: false)), firstPlace.Instance, time);
        time.Advance(TimeSpan.FromMilliseconds(10));
        using var secondPlace = RunFolder.Create(_home);
        await using var second = await MonitorHost.StartAsync(Setup(ConfigOverrides.ForRun(https: false) with { HttpsInspection = null }), secondPlace.Instance, time);
        Assert.Equal(first.Status().ConfigSha256, Field(_home.PostureFile)("config_sha256").GetString());

        var started = await MonitorHost.StartAsync(Setup(), _home.Instance, time);
        Assert.NotEqual(first.Status().ConfigSha256, started.Status().ConfigSha256);
        Assert.NotNull(first.Posture());
        Assert.Equal(started.Status().ConfigSha256, Field(_home.PostureFile)("config_sha256").GetString());

        await started.DisposeAsync();
        second.Posture();
        first.Posture();
        Assert.Equal(first.Status().ConfigSha256, Field(_home.PostureFile)("config_sha256").GetString());
        Assert.Equal("running", Field(_home.PostureFile)("monitor_status").GetString());

        await first.StopAsync(TimeSpan.Zero);
        second.Posture();
        Assert.Equal("running", Field(_home.PostureFile)("monitor_status").GetString());
        await second.StopAsync(TimeSpan.Zero);
        Assert.Equal("stopped", Field(_home.PostureFile)("monitor_status").GetString());
    }

    [Fact]
    public async Task What_a_killed_monitor_left_is_stale_with_its_own_digest_and_stopped_once_cleaned()
    {
        await using (await StartAsync())
        {
        }

        var gone = StateRecord.ForThisProcess(PlatformKind.Picoclaw, "127.0.0.1:1", _home.Instance, DateTimeOffset.UnixEpoch)
            with
        { Pid = int.MaxValue, ConfigSha256 = "its own" };
        gone.Write(_home.Instance);
        var found = (await MonitorPosture.AskAsync(_context, TimeProvider.System)).Fragment!;
        Assert.Equal(("stale", "its own"), (found.MonitorStatus, found.ConfigSha256));

        Assert.Equal(StopOutcome.Cleaned, await MonitorStop.StopAsync(_context, TimeSpan.Zero, TimeProvider.System));
        Assert.Equal("stopped", Field(_home.PostureFile)("monitor_status").GetString());
    }

    [Fact]
    public async Task A_stop_tells_the_truth_though_the_configuration_is_wrong_by_then()
    {
        await using var host = await StartAsync();
        var digest = Field(_home.PostureFile)("config_sha256").GetString();
        SafeFile.Replace(_context.ConfigPath, "{ wrong"u8);
        await host.StopAsync(TimeSpan.Zero);

        Assert.Equal("stopped", Field(_home.PostureFile)("monitor_status").GetString());
        Assert.Equal(digest, Field(_home.PostureFile)("config_sha256").GetString());
    }

    [Fact]
    public async Task An_output_that_becomes_a_link_is_left_alone_and_the_rest_kept()
    {
        await using var host = await StartAsync();
        var target = Path.Join(_folder, "target");
        await File.WriteAllTextAsync(target, "precious");
        File.Delete(Named);
        File.CreateSymbolicLink(Named, target);
        Append("one\n");
        await host.FlushAsync();

        Assert.Equal("precious", await File.ReadAllTextAsync(target));
        Assert.Equal(target, File.ResolveLinkTarget(Named, returnFinalTarget: true)!.FullName);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("one\n"u8)), Field(_home.PostureFile)("finding_log_sha256").GetString());
    }

    [Fact]
    public void An_output_that_can_not_be_used_is_a_problem_of_the_configuration()
    {
        var environment = new Dictionary<string, string>(_context.Environment, StringComparer.Ordinal) { ["PICOCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT"] = "/tmp/x.json" };
        Assert.Null(MonitorSetup.Load(_context with { Environment = environment }, ConfigOverrides.None, out var problems, out _));
        var problem = Assert.Single(problems);
        Assert.Equal("PICOCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT", problem.Place);
        Assert.Contains("lies outside", problem.Remedy, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ulong Inode(string path) => NativeFile.Status(path, out _)!.Value.Inode;

    private static Func<string, JsonElement> Field(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement.Clone();
        return name => root.GetProperty(name);
    }

    /// <summary>Lets seconds pass until something has happened.</summary>
    private static async Task SecondsUntilAsync(FakeTime time, Func<bool> happened)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!happened())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "it did not happen");
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private void Append(string text)
    {
        using var stream = new FileStream(Findings, FileMode.Append);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    private MonitorSetup Setup(ConfigOverrides? overrides = null) =>
        MonitorSetup.Load(_context, overrides ?? ConfigOverrides.None, out var problems, out _)
            ?? throw new InvalidOperationException(string.Join('\n', problems));

    private Task<MonitorHost> StartAsync() => MonitorHost.StartAsync(Setup(), _home.Instance, TimeProvider.System);
}
