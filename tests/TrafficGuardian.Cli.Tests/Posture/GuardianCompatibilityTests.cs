using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrafficGuardian.Cli.Tests.Posture;

/// <summary>The fragment as the guardians see it that watch it. Their documented behaviour is written anew in <c>Node</c>.</summary>
public sealed class GuardianCompatibilityTests : IAsyncDisposable
{
    private const string Time = "2026-04-26T00:00:00.000Z";

    private readonly TestHome _home = new();
    private readonly TestOrigin _origin = new();
    private int _profiles;

    public GuardianCompatibilityTests()
    {
        Tools.Need("node");
        Configure("");
    }

    private string Full => Path.Combine(_home.Guardian, "posture.json");

    private string Stable => Path.Combine(_home.Guardian, "posture-stable.json");

    [Fact]
    public async Task Picoclaws_profile_of_the_same_fragment_is_the_same_and_its_digest_right()
    {
        await CallAsync("posture", "--generated-at", Time);
        var one = await ProfileAsync(Full, Stable);
        await CallAsync("posture", "--generated-at", Time);
        var two = await ProfileAsync(Full, Stable);

        Assert.Equal(await File.ReadAllTextAsync(one), await File.ReadAllTextAsync(two));
        var profile = JsonNode.Parse(await File.ReadAllTextAsync(one))!.AsObject();
        var digest = profile["digests"]!["canonical_sha256"]!.GetValue<string>();
        profile.Remove("digests");
        Assert.Equal(Digest(Canonical(profile)!.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })), digest);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Full))),
            profile["posture"]!["integrity"]!["watched_files"]![0]!["sha256"]!.GetValue<string>());
        Assert.Equal("600", profile["posture"]!["integrity"]!["watched_files"]![0]!["mode"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_fragment_is_canonical_as_picoclaw_and_hermes_mean_it()
    {
        await CallAsync("posture", "--generated-at", Time);
        _home.FileIn("again.mjs", $$"""
            import { readFileSync } from "node:fs";
            import { sorted } from "{{Script("canonical.mjs")}}";
            process.stdout.write(JSON.stringify(sorted(JSON.parse(readFileSync("{{Full}}", "utf8")))) + "\n");
            """);
        Assert.Equal(await File.ReadAllTextAsync(Full), await NodeAsync(Path.Combine(_home.Folder, "again.mjs")));
    }

    [Fact]
    public async Task Neither_fragment_sets_off_a_signal_and_files_that_should_do()
    {
        await CallAsync("ca", "init");
        Configure(""", "https_inspection": { "enabled": true, "trust_scope": "process" }""");
        await CallAsync("posture");
        Assert.Equal("false,false,false,false,false,false,false,0", await SignalsAsync(Full, Stable));

        // The signals work: otherwise their silence would show nothing.
        var loud = _home.FileIn("loud.yml", "public: true\nno_auth: true\nsandbox: false\nallow_unsigned: false\nmcp:\ncron\nshell\napi_key=[REDACTED]\n");
        Assert.Equal("true,true,true,true,true,true,true,1", await SignalsAsync(loud));
    }

    [Fact]
    public async Task A_finding_is_drift_of_the_full_fragment_and_none_of_the_stable_one()
    {
        await StartAsync();
        var (full, stable) = (await ProfileAsync(Full), await ProfileAsync(Stable));
        Assert.Empty(await DriftAsync(full, Full));

        await LeakAsync();
        await CallAsync("posture");

        Assert.NotEmpty(await File.ReadAllTextAsync(_home.Findings));
        Assert.Equal(["critical WATCHED_FILE_DRIFT"], await DriftAsync(full, Full));
        Assert.Empty(await DriftAsync(stable, Stable));
        await CallAsync("stop");
    }

    [Fact]
    public async Task Another_configuration_mode_or_state_is_drift_of_both()
    {
        await CallAsync("ca", "init");
        await StartAsync();
        var (full, stable) = (await ProfileAsync(Full), await ProfileAsync(Stable));

        await CallAsync("stop");
        Assert.Equal(["critical WATCHED_FILE_DRIFT"], await DriftAsync(stable, Stable));
        await StartAsync();
        Assert.Empty(await DriftAsync(stable, Stable));
        await CallAsync("stop");

        foreach (var change in (string[])[""", "dedup_window_seconds": 60""", """, "https_inspection": { "enabled": true, "trust_scope": "process" }"""])
        {
            Configure(change);
            await StartAsync();
            Assert.Equal(["critical WATCHED_FILE_DRIFT"], await DriftAsync(full, Full));
            Assert.Equal(["critical WATCHED_FILE_DRIFT"], await DriftAsync(stable, Stable));
            await CallAsync("stop");
        }

        // There is no other mode yet; a fragment that names one is another fragment.
        Configure("");
        await StartAsync();
        foreach (var (baseline, file) in (IEnumerable<(string, string)>)[(full, Full), (stable, Stable)])
        {
            var other = _home.FileIn("other.json", (await File.ReadAllTextAsync(file)).Replace("\"detect\"", "\"block\"", StringComparison.Ordinal));
            var text = (await File.ReadAllTextAsync(await ProfileAsync(other))).Replace(other, file, StringComparison.Ordinal);
            Assert.Contains("critical WATCHED_FILE_DRIFT", await DriftOfAsync(baseline, _home.FileIn("current.json", text)));
        }

        await CallAsync("stop");
    }

    [Fact]
    public async Task Hermes_policy_sees_a_finding_in_the_full_fragment_and_a_configuration_in_the_stable_one()
    {
        _home.Set("PICOCLAW_TRAFFIC_GUARDIAN_HOME", "");
        _home.Set("HERMES_TRAFFIC_GUARDIAN_HOME", _home.Guardian);
        var watched = await PolicyAsync("watched.json", watch: [Full, Full, "$HERMES_HOME/posture.json"], anchors: [Stable]);
        await StartAsync();
        var before = await AttestationAsync(watched);
        Assert.Equal(await File.ReadAllTextAsync(before), await File.ReadAllTextAsync(await AttestationAsync(watched)));
        Assert.Empty(await HermesDiffAsync(before, watched));

        await LeakAsync();
        await CallAsync("posture");
        Assert.Equal(["critical WATCHED_FILE_DRIFT"], await HermesDiffAsync(before, watched));

        await CallAsync("stop");
        Configure(""", "dedup_window_seconds": 60""");
        await StartAsync();
        Assert.Equal(["critical TRUST_ANCHOR_MISMATCH", "critical WATCHED_FILE_DRIFT"], (await HermesDiffAsync(before, watched)).Order(StringComparer.Ordinal));
        await CallAsync("stop");
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _home.Dispose();
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Posture", "Node", name);

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, Canonical(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Canonical)]),
        _ => node?.DeepClone(),
    };

    private static IReadOnlyList<string> Codes(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(entry => $"{entry.GetProperty("severity").GetString()} {entry.GetProperty("code").GetString()}")];
    }

    private void Configure(string rest) =>
        _home.Configure($$"""{ "listen": "127.0.0.1:0", "upstream": { "proxy": "{{_origin.Url}}" }{{rest}} }""");

    private async Task StartAsync()
    {
        var result = await CliProcess.RunAsync(_home, "start", "--background");
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private async Task<string> CallAsync(params string[] arguments)
    {
        var result = await _home.CallAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private async Task LeakAsync()
    {
        using var status = JsonDocument.Parse(await CallAsync("status", "--json"));
        using var handler = new HttpClientHandler { Proxy = new WebProxy($"http://{status.RootElement.GetProperty("listen").GetString()}") };
        using var client = new HttpClient(handler);
        using var body = new StringContent(TestSecret.ModelKey());
        await client.PostAsync(new Uri("http://notes.example/"), body);
        await new Monitor.Control.ControlClient(Path.Combine(_home.Guardian, "control.sock"), TimeProvider.System).FlushAsync();
    }

    private async Task<string> NodeAsync(params string[] arguments)
    {
        using var process = CliProcess.StartProgram(_home, "node", arguments);
        var result = await process.FinishAsync();
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private async Task<string> ProfileAsync(params string[] watched) => _home.FileIn(
        $"profile-{_profiles++}.json",
        await NodeAsync([Script("picoclaw-profile.mjs"), "generate", "--home", _home.Folder, "--generated-at", Time, .. watched.SelectMany(file => (string[])["--watch", file])]));

    private async Task<string> SignalsAsync(params string[] watched)
    {
        var runtime = JsonNode.Parse(await File.ReadAllTextAsync(await ProfileAsync(watched)))!["posture"]!["runtime"]!;
        return string.Join(',', ((JsonNode?[])
        [
            runtime["ui"]!["public_web_ui"], runtime["ui"]!["auth_disabled"], runtime["tools"]!["unrestricted_workspace"],
            runtime["risky_toggles"]!["allow_unsigned_mode"], runtime["mcp"]!["enabled"], runtime["scheduler"]!["enabled"],
            runtime["tools"]!["enabled"], runtime["secrets"]!["config_secret_markers"],
        ]).Select(signal => signal!.ToJsonString()));
    }

    private async Task<IReadOnlyList<string>> DriftAsync(string baseline, string watched) => await DriftOfAsync(baseline, await ProfileAsync(watched));

    private async Task<IReadOnlyList<string>> DriftOfAsync(string baseline, string current) =>
        Codes(await NodeAsync(Script("picoclaw-profile.mjs"), "drift", "--baseline", baseline, "--current", current));

    private Task<string> PolicyAsync(string name, string[] watch, string[] anchors) => Task.FromResult(
        _home.FileIn(name, new JsonObject
        {
            ["watch_files"] = new JsonArray([.. watch.Select(file => JsonValue.Create(file))]),
            ["trust_anchor_files"] = new JsonArray([.. anchors.Select(file => JsonValue.Create(file))]),
        }.ToJsonString()));

    private async Task<string> AttestationAsync(string policy) => _home.FileIn(
        $"attestation-{_profiles++}.json",
        await NodeAsync(Script("hermes-attestation.mjs"), "generate", "--home", _home.Folder, "--policy", policy, "--generated-at", Time));

    private async Task<IReadOnlyList<string>> HermesDiffAsync(string baseline, string policy) =>
        Codes(await NodeAsync(Script("hermes-attestation.mjs"), "diff", "--baseline", baseline, "--current", await AttestationAsync(policy)));
}
