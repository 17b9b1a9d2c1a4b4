using System.Net;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Monitor.Tests.Trust;

namespace TrafficGuardian.Monitor.Tests.Configuration;

public sealed class ConfigLoaderTests
{
    private const string Everything = """
        {
          // a comment, and trailing commas
          "$schema": "config.schema.json",
          "mode": "detect",
          "listen": "0.0.0.0:18871",
          "allow_remote": true,
          "allowed_clients": ["172.17.0.0/16", "fd00::1"],
          "max_scan_bytes": 2048,
          "remote_destinations": "any",
          "reachable_private_destinations": ["*.corp.example", "10.0.0.0/8"],
          "inspection_memory_bytes": 1048576,
          "https_inspection": { "enabled": false, "trust_scope": "process", "ca_certificate": "ca/a.pem", "ca_private_key": "ca/a.key",
            "inspect_hosts": ["a.example"], "bypass_hosts": [] },
          "upstream": { "proxy": "socks5://[::1]:1080", "proxy_credentials": "client", "no_proxy": ["b.example:8443"] },
          "routes": [{ "listen": "127.0.0.1:18881", "target": "https://api.example/v1" }, { "listen": "[::1]:0", "target": "http://172.17.0.1:3001" }],
          "log": { "directory": "logs/here", "max_file_bytes": 65536, "max_files": 1000 },
          "dedup_window_seconds": 0,
          "exceptions": [{ "pattern": "jwt", "dest": "*.example:443", "direction": "outbound", "reason": "known", "until": "2027-01-31" }],
          "ipc": { "root": "/ipc", "group_addresses": { "10.0.0.2": "main" }, "findings_scope": "all" },
          "patterns": { "disabled": ["jwt", "ai_api_key/openai"], "rule_files": ["own.json"], "known_values": [{ "env": "A" }, { "file": "secret" }] },
          "credentials": [{ "env": "A", "hosts": ["a.example"] }, { "pattern": "jwt", "hosts": ["*.example"] }],
          "telemetry": { "otlp_endpoint": "http://127.0.0.1:4317" },
          "dashboard": { "listen": "127.0.0.1:18880" },
        }
        """;

    [Fact]
    public void Without_a_file_the_defaults_apply()
    {
        using var fixture = new ConfigFixture();

        var result = fixture.Load();

        Assert.Empty(result.Problems);
        Assert.Empty(result.Warnings);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 18870), result.Config!.Listen);
        Assert.Equal("findings", result.Config.Log.Directory);
        Assert.Null(result.Config.Upstream.Proxy);
    }

    [Fact]
    public void Every_key_is_read()
    {
        using var fixture = new ConfigFixture();
        fixture.Write("own.json", "{}");

        var result = fixture.Load(Everything);

        Assert.Empty(result.Problems);
        var config = result.Config!;
        Assert.Equal("0.0.0.0:18871", config.Listen.ToString());
        Assert.Equal(["172.17.0.0/16", "fd00::1/128"], config.AllowedClients.Select(network => network.ToString()));
        Assert.Equal((2048, 1048576L, 0, true), (config.MaxScanBytes, config.InspectionMemoryBytes, config.DedupWindowSeconds, config.RemoteMayReachPrivate));
        Assert.Equal(("ca/a.pem", "process"), (config.HttpsInspection.CaCertificate, config.HttpsInspection.TrustScope));
        Assert.Empty(config.HttpsInspection.BypassHosts!);
        Assert.True(config.Upstream.ProxyCredentials!.Client);
        Assert.Equal(("logs/here", 65536L, 1000), (config.Log.Directory, config.Log.MaxFileBytes, config.Log.MaxFiles));
        Assert.Equal(new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero), Assert.Single(config.Exceptions).Until);
        Assert.Equal(fixture.Home + "/own.json", Assert.Single(config.Patterns.RuleFiles));
        Assert.Equal(2, config.Patterns.KnownValues.Count);
        Assert.Equal(2, config.Credentials.Count);
        Assert.Equal(["ipc", "telemetry", "dashboard", "listen"], result.Warnings.Select(warning => warning.Split(' ')[0]));
    }

    [Theory]
    [InlineData("PICOCLAW_TRAFFIC_GUARDIAN_PROXY_URL", "http://127.0.0.1:19999")]
    [InlineData("PICOCLAW_TRAFFIC_GUARDIAN_PROXY_URL", "http://127.0.0.1:19999/")]
    [InlineData("PICOCLAW_TRAFFIC_GUARDIAN_PROXY_URL", "127.0.0.1:19999")]
    public void The_proxy_url_of_the_environment_is_where_to_listen(string name, string value)
    {
        using var fixture = new ConfigFixture().With(name, value);

        Assert.Equal(19999, fixture.Load("""{"listen":"127.0.0.1:1"}""").Config!.Listen.Port);
        Assert.Equal(7, fixture.Load(overrides: new ConfigOverrides { Listen = "127.0.0.1:7" }).Config!.Listen.Port);
    }

    [Fact]
    public void The_environment_overrides_the_file()
    {
        using var fixture = new ConfigFixture();
        fixture.With("PICOCLAW_TRAFFIC_GUARDIAN_MODE", "detect")
            .With("PICOCLAW_TRAFFIC_GUARDIAN_MAX_SCAN_BYTES", "4096")
            .With("PICOCLAW_TRAFFIC_GUARDIAN_LOG_DIR", fixture.Home + "/elsewhere")
            .With("PICOCLAW_TRAFFIC_GUARDIAN_CA_BUNDLE", fixture.Write("roots.pem", MadeAuthority.Pem()))
            .With("PICOCLAW_TRAFFIC_GUARDIAN_REDACT_SNIPPETS", "true")
            .With("HERMES_TRAFFIC_GUARDIAN_MAX_SCAN_BYTES", "nonsense of another platform");

        var config = fixture.Load("""{"mode":"block","max_scan_bytes":1,"log":{"directory":"a"}}""").Config!;

        Assert.Equal((4096, "elsewhere", fixture.Home + "/roots.pem"), (config.MaxScanBytes, config.Log.Directory, config.Upstream.CaBundle));
    }

    [Theory]
    [InlineData("MODE", "block", "blocking does not exist")]
    [InlineData("MAX_SCAN_BYTES", "12", "out of range")]
    [InlineData("MAX_SCAN_BYTES", "0x1000", "not a whole number")]
    [InlineData("PROXY_URL", "https://127.0.0.1:1", "not an address")]
    [InlineData("PROXY_URL", "http://0.0.0.0:1", "not a loopback address")]
    [InlineData("LOG_DIR", "/tmp", "outside the state home")]
    [InlineData("CA_BUNDLE", "/none.pem", "does not exist")]
    [InlineData("REDACT_SNIPPETS", "false", "can't be switched off")]
    [InlineData("REDACT_SNIPPETS", "0", "can't be switched off")]
    [InlineData("REDACT_SNIPPETS", "", "can't be switched off")]
    public void A_wrong_variable_is_refused_by_its_own_name(string suffix, string value, string message)
    {
        using var fixture = new ConfigFixture().With("PICOCLAW_TRAFFIC_GUARDIAN_" + suffix, value);

        var problem = Assert.Single(fixture.Load("{}").Problems);

        Assert.Equal("PICOCLAW_TRAFFIC_GUARDIAN_" + suffix, problem.Place);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, problem.Line);
    }

    [Fact]
    public void Run_takes_a_free_port_and_the_proxy_that_the_environment_had()
    {
        using var fixture = new ConfigFixture().With("HTTPS_PROXY", "http://127.0.0.1:18870");

        var config = fixture.Load("{}", ConfigOverrides.ForRun(https: false)).Config!;
        Assert.Equal(("127.0.0.1:0", "environment"), (config.Listen.ToString(), config.Upstream.Proxy));
        Assert.Equal("http://proxy.example:1", fixture.Load("""{"upstream":{"proxy":"http://proxy.example:1"}}""", ConfigOverrides.ForRun(https: false)).Config!.Upstream.Proxy);
    }

    [Fact]
    public void An_environment_whose_proxy_is_the_monitor_itself_is_refused()
    {
        using var fixture = new ConfigFixture().With("HTTPS_PROXY", "http://localhost:18870");

        Assert.Contains("in a circle", Assert.Single(fixture.Load("""{"upstream":{"proxy":"environment"}}""").Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TemporaryFolder.FileMode | UnixFileMode.GroupRead)]
    [InlineData(TemporaryFolder.FileMode | UnixFileMode.OtherWrite)]
    [InlineData(TemporaryFolder.FolderMode)]
    public void A_file_in_the_home_with_a_wider_mode_is_refused_with_the_command_that_mends_it(UnixFileMode mode)
    {
        using var fixture = new ConfigFixture();
        var path = fixture.Write("config.json", "{}", mode);

        Assert.Contains($"chmod 600 '{path}'", Assert.Single(fixture.Load().Problems).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_home_that_is_a_link_is_refused()
    {
        using var fixture = new ConfigFixture();
        File.CreateSymbolicLink(fixture.Home + "/config.json", fixture.Write("real.json", "{}"));

        Assert.Contains("symbolic link", Assert.Single(fixture.Load().Problems).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_home_that_others_may_enter_is_refused()
    {
        using var fixture = new ConfigFixture();
        fixture.Write("config.json", "{}");
        File.SetUnixFileMode(fixture.Home, TemporaryFolder.FolderMode | UnixFileMode.OtherExecute);

        Assert.Contains("chmod 700", Assert.Single(fixture.Load().Problems).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_file_outside_the_home_may_be_read_by_others_but_not_written()
    {
        using var fixture = new ConfigFixture();
        using var outside = new TemporaryFolder();
        var path = outside.Write("mine.json", """{"dedup_window_seconds":5}""", TemporaryFolder.FileMode | UnixFileMode.OtherRead);
        var context = fixture.Context with { ConfigPath = path, ConfigNamed = true };
        Assert.Equal(5, ConfigLoader.Load(context, ConfigOverrides.None).Config!.DedupWindowSeconds);

        File.SetUnixFileMode(path, TemporaryFolder.FileMode | UnixFileMode.GroupWrite);
        Assert.Contains("chmod go-w", Assert.Single(ConfigLoader.Load(context, ConfigOverrides.None).Problems).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_named_has_to_exist()
    {
        using var fixture = new ConfigFixture();

        var result = ConfigLoader.Load(fixture.Context with { ConfigPath = fixture.Home + "/none.json", ConfigNamed = true }, ConfigOverrides.None);

        Assert.Contains("does not exist", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_folder_that_is_a_link_is_refused()
    {
        using var fixture = new ConfigFixture();
        using var outside = new TemporaryFolder();
        Directory.CreateSymbolicLink(fixture.Home + "/logs", outside.Path);

        Assert.Contains("symbolic link", Assert.Single(fixture.Load("""{"log":{"directory":"logs/deep"}}""").Problems).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_round_the_monitor_is_among_the_warnings()
    {
        using var fixture = new ConfigFixture();
        fixture.With("PICOCLAW_CONFIG", fixture.Write("picoclaw.json", """{"tools":{"web":{"proxy":"http://10.0.0.1:1"}}}"""));

        Assert.StartsWith("tools.web", Assert.Single(fixture.Load().Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Nanoclaw_trusts_its_runtime()
    {
        using var fixture = new ConfigFixture { Platform = PlatformKind.Nanoclaw };

        Assert.Empty(fixture.Load("""{"https_inspection":{"trust_scope":"runtime"}}""").Problems);
        Assert.NotEmpty(fixture.Load("""{"https_inspection":{"trust_scope":"process"}}""").Problems);
    }

    [Fact]
    public void The_published_schema_names_exactly_the_keys_that_are_read()
    {
        // The places of secrets that Everything can't hold both of, or at all.
        string[] notShown = ["/upstream/ca_bundle", "/upstream/proxy_credentials/env", "/upstream/proxy_credentials/file"];

        Assert.Equal(SchemaKeys.OfConfiguration(Everything), SchemaKeys.OfSchema().Except(notShown));
    }
}
