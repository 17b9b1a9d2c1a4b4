using System.Security.Cryptography;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Posture;

public sealed class PostureCommandTests : IDisposable
{
    private const string Time = "2026-04-26T00:00:00.000Z";

    private readonly TestHome _home = new();

    public PostureCommandTests() => _home.Configure("""{ "listen": "127.0.0.1:0" }""");

    private string Fragment => Path.Combine(_home.Guardian, "posture.json");

    private string Stable => Path.Combine(_home.Guardian, "posture-stable.json");

    [Fact]
    public async Task Without_a_monitor_it_says_stopped_with_the_configuration_that_would_be_in_force()
    {
        var result = await _home.CallAsync("posture", "--json", "--generated-at", Time);

        var checkedConfig = (await _home.CallAsync("check-config", "--json")).Output;
        using var config = JsonDocument.Parse(checkedConfig);
        var expected = $$"""
            {"ca_fingerprint_sha256":null,"config_sha256":"{{config.RootElement.GetProperty("config_sha256").GetString()}}","finding_log_sha256":"{{Convert.ToHexStringLower(SHA256.HashData([]))}}","generated_at":"{{Time}}","https_inspection":false,"mode":"detect","monitor_status":"stopped","platform":"picoclaw","schema_version":"clawsec-traffic-posture/v1"}

            """;
        Assert.Equal((0, expected), (result.ExitCode, result.Output));
        Assert.False(File.Exists(Fragment));
    }

    [Fact]
    public async Task Where_no_file_is_named_it_writes_those_in_the_home_and_again_only_where_they_say_something_new()
    {
        Assert.Contains("posture.json: stopped, written", (await _home.CallAsync("posture")).Output, StringComparison.Ordinal);
        var bytes = await File.ReadAllBytesAsync(Fragment);
        Assert.Contains("posture.json: stopped, unchanged", (await _home.CallAsync("posture")).Output, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Fragment));
        Assert.Equal(bytes, System.Text.Encoding.UTF8.GetBytes((await _home.CallAsync("posture", "--json")).Output));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Fragment));

        await _home.CallAsync("posture", "--generated-at", Time);
        Assert.Contains(Time, await File.ReadAllTextAsync(Fragment), StringComparison.Ordinal);
        Assert.Contains("1970-01-01T00:00:00.000Z", await File.ReadAllTextAsync(Stable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zone_language_umask_and_path_order_change_no_byte()
    {
        Directory.CreateDirectory(Path.Combine(_home.Guardian, "findings"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var (name, text) in (IEnumerable<(string, string)>)[("findings.jsonl", "three\n"), ("findings-000010.jsonl", "two\n"), ("findings-000009.jsonl", "one\n")])
        {
            TestHome.Write(Path.Combine(_home.Guardian, "findings", name), text);
        }

        _home.Configure("""{ "listen": "127.0.0.1:0", "exceptions": [ { "pattern": "jwt", "reason": "a \u00fcser's <own>", "until": "2027-01-31" } ] }""");
        var path = Environment.GetEnvironmentVariable("PATH")!;
        var written = new List<byte[]>();
        foreach (var (zone, language, umask, order) in (IEnumerable<(string, string, string, string)>)
            [("UTC", "C", "077", path), ("Asia/Kathmandu", "th_TH.UTF-8", "000", string.Join(':', path.Split(':').Reverse())), ("America/St_Johns", "tr_TR", "027", path)])
        {
            _home.Set("TZ", zone);
            _home.Set("LANG", language);
            _home.Set("LC_ALL", language);
            _home.Set("PATH", order);
            var file = Path.Combine(_home.Guardian, $"posture-{umask}.json");
            using var process = CliProcess.StartProgram(
                _home, "/bin/sh", "-c", $"umask {umask}; exec '{CliProcess.Executable}' posture --output '{file}' --generated-at {Time}");
            var result = await process.FinishAsync();
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            written.Add(await File.ReadAllBytesAsync(file));
        }

        Assert.Equal(written[0], written[1]);
        Assert.Equal(written[0], written[2]);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData("one\ntwo\nthree\n"u8)), System.Text.Encoding.UTF8.GetString(written[0]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-04-26T02:00:00+02:00", "2026-04-26T00:00:00.000Z")]
    [InlineData("2026-04-26", "2026-04-26T00:00:00.000Z")]
    [InlineData("2026-04-26T00:00:00.1239Z", "2026-04-26T00:00:00.123Z")]
    public async Task A_time_is_written_in_utc_to_the_millisecond(string given, string written) =>
        Assert.Contains($"\"generated_at\":\"{written}\"", (await _home.CallAsync("posture", "--json", "--generated-at", given)).Output, StringComparison.Ordinal);

    [Fact]
    public async Task What_can_not_be_done_is_refused_with_exit_code_2_and_nothing_written()
    {
        Assert.Equal(2, (await _home.CallAsync("posture", "--generated-at", "tomorrow")).ExitCode);
        var outside = await _home.CallAsync("posture", "--output", Path.Combine(_home.Folder, "outside.json"));
        Assert.Equal(2, outside.ExitCode);
        Assert.Contains("lies outside", outside.Error, StringComparison.Ordinal);
        _home.Set("PICOCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT", Path.Combine(_home.Folder, "outside.json"));
        Assert.Equal(2, (await _home.CallAsync("posture")).ExitCode);
        Assert.Equal(2, (await _home.CallAsync("check-config")).ExitCode);
        _home.Set("PICOCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT", "");
        _home.Configure("{ wrong");
        Assert.Equal(2, (await _home.CallAsync("posture")).ExitCode);

        Assert.False(File.Exists(Path.Combine(_home.Folder, "outside.json")));
        Assert.False(File.Exists(Fragment));
    }

    [Theory]
    [InlineData("picoclaw", "PICOCLAW_HOME", "PICOCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT")]
    [InlineData("hermes", "HERMES_HOME", "HERMES_TRAFFIC_GUARDIAN_ATTESTATION_OUTPUT")]
    public async Task The_file_that_the_environment_names_is_kept_too_from_start_to_stop(string platform, string homeVariable, string outputVariable)
    {
        var own = Path.Combine(_home.Folder, "own");
        var named = Path.Combine(own, "watched", "traffic.json");
        _home.Set("PICOCLAW_TRAFFIC_GUARDIAN_HOME", "");
        _home.Set($"{platform.ToUpperInvariant()}_TRAFFIC_GUARDIAN_HOME", _home.Guardian);
        _home.Set(homeVariable, own);
        _home.Set(outputVariable, named);

        Assert.Equal(0, (await CliProcess.RunAsync(_home, "start", "--background")).ExitCode);
        var running = await File.ReadAllTextAsync(named);
        Assert.Equal(running, await File.ReadAllTextAsync(Fragment));
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "stop")).ExitCode);
        var stopped = await File.ReadAllTextAsync(named);

        Assert.Contains("\"monitor_status\":\"running\"", running, StringComparison.Ordinal);
        Assert.Contains($"\"platform\":\"{platform}\"", running, StringComparison.Ordinal);
        Assert.Contains("\"monitor_status\":\"stopped\"", stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_kill_it_finds_the_monitor_stale_and_says_stopped_once_it_is_cleaned()
    {
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "start", "--background")).ExitCode);
        using (var document = JsonDocument.Parse((await _home.CallAsync("status", "--json")).Output))
        {
            using var process = System.Diagnostics.Process.GetProcessById(document.RootElement.GetProperty("pid").GetInt32());
            CliProcess.Kill("KILL", process.Id);
            await process.WaitForExitAsync();
        }

        var running = await File.ReadAllTextAsync(Stable);
        Assert.Contains("\"monitor_status\":\"running\"", running, StringComparison.Ordinal);

        Assert.Equal(0, (await _home.CallAsync("posture")).ExitCode);
        Assert.Contains("\"monitor_status\":\"stale\"", await File.ReadAllTextAsync(Fragment), StringComparison.Ordinal);
        Assert.Equal(running.Replace("running", "stale", StringComparison.Ordinal), await File.ReadAllTextAsync(Stable));

        Assert.Equal(0, (await _home.CallAsync("stop")).ExitCode);
        Assert.Contains("\"monitor_status\":\"stopped\"", await File.ReadAllTextAsync(Fragment), StringComparison.Ordinal);
        Assert.Equal(running.Replace("running", "stopped", StringComparison.Ordinal), await File.ReadAllTextAsync(Stable));
    }

    [Fact]
    public async Task A_command_under_run_finds_the_fragment_that_tells_of_it()
    {
        var result = await CliProcess.RunAsync(_home, "run", "--quiet", "--", "cat", Fragment);

        Assert.Contains("\"monitor_status\":\"running\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"monitor_status\":\"stopped\"", await File.ReadAllTextAsync(Fragment), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_killed_is_stale()
    {
        using var killed = CliProcess.Start(_home, "run", "--quiet", "--", "sh", "-c", "echo ready; read line");
        await CliProcess.LineAsync(killed.Output, line => line == "ready");
        killed.Signal("KILL");
        await killed.FinishAsync();

        Assert.Contains("\"monitor_status\":\"stale\"", (await _home.CallAsync("posture", "--json")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _home.CallAsync("stop")).ExitCode);
        Assert.Contains("\"monitor_status\":\"stopped\"", await File.ReadAllTextAsync(Fragment), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ca_shows_where_https_is_opened()
    {
        Assert.Equal(0, (await _home.CallAsync("ca", "init")).ExitCode);
        _home.Configure("""{ "listen": "127.0.0.1:0", "https_inspection": { "enabled": true, "trust_scope": "process" } }""");
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_home.Guardian, "ca", "ca.pem"));
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

        var stopped = (await _home.CallAsync("posture", "--json", "--stable")).Output;
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "start", "--background")).ExitCode);
        var running = await File.ReadAllTextAsync(Stable);
        await CliProcess.RunAsync(_home, "stop");

        Assert.Contains($"\"ca_fingerprint_sha256\":\"{fingerprint}\"", stopped, StringComparison.Ordinal);
        Assert.Contains("\"https_inspection\":true", stopped, StringComparison.Ordinal);
        Assert.Equal(stopped, running.Replace("running", "stopped", StringComparison.Ordinal));
    }

    public void Dispose() => _home.Dispose();
}
