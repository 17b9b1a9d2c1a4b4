using System.Text;
using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Reviewing;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Tests.State;

namespace TrafficGuardian.Monitor.Tests.Platforms;

/// <summary>What OpenClaw's and Hermes' own configurations make of their plans.</summary>
public sealed class OwnConfigurationTests
{
    private const string ProxyUrl = "http://127.0.0.1:18870";

    private static readonly TrustFiles Trust = new("/g/ca/ca.pem", "/g/ca/bundle.pem", "/g/ca/truststore.p12");

    [Theory]
    [InlineData(PlatformKind.Openclaw, "openclaw-clawdbot")]
    [InlineData(PlatformKind.Openclaw, "openclaw-starter")]
    [InlineData(PlatformKind.Openclaw, "openclaw-2026-02")]
    [InlineData(PlatformKind.Openclaw, "openclaw-managed")]
    [InlineData(PlatformKind.Openclaw, "openclaw-broken")]
    [InlineData(PlatformKind.Hermes, "hermes-model")]
    [InlineData(PlatformKind.Hermes, "hermes-providers")]
    [InlineData(PlatformKind.Hermes, "hermes-legacy")]
    [InlineData(PlatformKind.Hermes, "hermes-broken")]
    public void Each_version_of_a_configuration_gives_its_plan(PlatformKind kind, string fixture)
    {
        var shown = Shown(Plan(kind, fixture, Trust));

        Assert.Equal(File.ReadAllText(Path.Join(Folder(fixture), "plan.txt")), shown);
        Assert.DoesNotContain("made-up", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_key_is_expected_at_its_own_host_and_not_at_another_that_is_configured()
    {
        var plan = Plan(PlatformKind.Openclaw, "openclaw-2026-02");
        string[] HostsOf(string key) => [.. plan.Credentials.Where(c => c.Value is { } v && Encoding.UTF8.GetString(v.Span) == key).SelectMany(c => c.Hosts)];

        Assert.Equal(["llm.corp.example", "embed.corp.example"], HostsOf("made-up-key-of-corp"));
        Assert.Equal(["second.example"], HostsOf("made-up-second-key"));
        Assert.Equal(["third.example"], HostsOf("made-up-third-key"));
        Assert.DoesNotContain(plan.Credentials, c => c.Hosts.Contains("chat.example"));
        Assert.Equal(["fourth.example", "kept-elsewhere.example"], Assert.Single(plan.Credentials, c => c.Value is null).Hosts);
    }

    [Fact]
    public void A_configured_key_is_silent_at_its_host_and_found_at_another()
    {
        var key = "sk-ant-api03-" + string.Concat(new Random(5).GetItems<char>("BCDFGHJKbcdfghjk23456789", 93)) + "AA";
        var json = $$"""{ models: { providers: { a: { baseUrl: 'https://a.example', apiKey: '{{key}}' }, b: { baseUrl: 'https://b.example', apiKey: 'made-up-other-key' } } } }""";
        var plan = PlatformPlanner.Plan(Facts(PlatformKind.Openclaw) with { PlatformConfig = Encoding.UTF8.GetBytes(json) });
        var detector = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32], Credentials = plan.Credentials }, out _)!;
        int At(string host)
        {
            var scan = new MessageScan();
            scan.Begin(detector, new MessageContext("openclaw", Direction.Outbound, "https", "127.0.0.1", host, host + ":443"), DateTimeOffset.UnixEpoch);
            scan.Head(Encoding.ASCII.GetBytes($"POST /v1 HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\n\r\n"));
            scan.Body(default, last: true, DateTimeOffset.UnixEpoch);
            return scan.Found.Count;
        }

        Assert.Equal((0, 1), (At("a.example"), At("b.example")));
    }

    [Theory]
    [InlineData(PlatformKind.Openclaw)]
    [InlineData(PlatformKind.Hermes)]
    public void Every_marker_of_a_plan_is_found_where_it_leaves(PlatformKind kind)
    {
        var detector = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out _)!;
        foreach (var marker in PlatformPlanner.Plan(Facts(kind)).PathMarkers)
        {
            var scan = new MessageScan();
            scan.Begin(detector, new MessageContext("openclaw", Direction.Outbound, "https", "127.0.0.1", "a.example", "a.example:443"), DateTimeOffset.UnixEpoch);
            scan.Body(Encoding.ASCII.GetBytes($"cat ~/{marker} "), last: true, DateTimeOffset.UnixEpoch);
            Assert.True(scan.Found.Count > 0, marker);
        }
    }

    [Fact]
    public void The_own_channels_of_an_openclaw_configuration_are_its_bots_by_number()
    {
        Assert.Equal(
            [new OwnChannel("telegram", "123456"), new OwnChannel("telegram", "654321"), new OwnChannel("discord", null)],
            Plan(PlatformKind.Openclaw, "openclaw-2026-02").OwnChannels);
        Assert.Equal(
            [new OwnChannel("discord", "4242"), new OwnChannel("telegram", null)], Plan(PlatformKind.Openclaw, "openclaw-managed").OwnChannels);
        Assert.Empty(Plan(PlatformKind.Openclaw, "openclaw-starter").OwnChannels);
        Assert.Empty(Plan(PlatformKind.Hermes, "hermes-model").OwnChannels);
    }

    [Fact]
    public void A_configuration_that_names_the_monitor_itself_is_no_reason_to_warn()
    {
        var plan = PlatformPlanner.Plan(Facts(PlatformKind.Openclaw) with { PlatformConfig = Encoding.UTF8.GetBytes($$$"""{proxy:{enabled:true,proxyUrl:"{{{ProxyUrl}}}/"}}""") });
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void Hermes_is_given_the_whole_bundle_where_a_variable_takes_the_place_of_its_roots()
    {
        var plan = Plan(PlatformKind.Hermes, "hermes-legacy", Trust);
        Assert.All(["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"], name => Assert.Equal(Trust.Bundle, plan.Variables.Single(v => v.Name == name).Value));
        Assert.Contains(plan.Advice, advice => advice.Contains("refuses to start", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(PlatformKind.Openclaw, "OPENCLAW_STATE_DIR", "openclaw.json", """{proxy:{proxyUrl:"http://10.0.0.1:1"}}""", "proxy.proxyUrl", "/security/clawsec/traffic-guardian")]
    [InlineData(PlatformKind.Hermes, "HERMES_HOME", "config.yaml", "a:\n  proxy: http://10.0.0.1:1\n", "a.proxy", "/security/traffic-guardian")]
    public void The_configuration_is_read_from_the_platforms_home_and_the_state_lies_below_it(
        PlatformKind kind, string variable, string file, string content, string warning, string state)
    {
        using var folder = new TemporaryFolder();
        folder.Write(file, content);
        var context = PlatformResolver.Resolve(
            new PlatformRequest(kind.Name(), Home: null, Config: null, "/"), Context.Environment((variable, folder.Path), ("HOME", "/home/u")), out _)!;

        Assert.Equal(folder.Path + state, context.Home);
        Assert.StartsWith(warning, Assert.Single(PlatformPlanner.Plan(PlatformFactsReader.Read(context, ProxyUrl)).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_path_of_openclaws_own_variable_wins()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("own.json5", "{proxy:{enabled:false}}");
        var facts = PlatformFactsReader.Read(Context.Of(PlatformKind.Openclaw, "/g", ("OPENCLAW_CONFIG_PATH", path)), ProxyUrl);

        Assert.Equal(path, facts.PlatformConfigPath);
        Assert.StartsWith("proxy.enabled", Assert.Single(PlatformPlanner.Plan(facts).Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{channels:{telegram:7,discord:{token:[1]}},models:{providers:[]}}")]
    [InlineData("{'a\\x41\\\nb':'it\"s',b:.5,c:-Infinity,/* x */d:[1,],}")]
    [InlineData("{a:{a:{a:{a:")]
    [InlineData("[[[[[")]
    [InlineData("")]
    [InlineData("a: b: c\n - x\n  y\n")]
    [InlineData("- - - a\n- b:\n    - c: \"\\ud800\"\n")]
    [InlineData("? x\n: y\n&a *b !!c\n\"unended: 7\n'x': [1, {a: 2}\n")]
    public void A_configuration_that_makes_no_sense_is_no_failure(string text)
    {
        foreach (var kind in (PlatformKind[])[PlatformKind.Openclaw, PlatformKind.Hermes])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var plan = PlatformPlanner.Plan(Facts(kind) with { PlatformConfig = bytes, PlatformDotenv = bytes });
            Assert.Empty(plan.Credentials);
        }
    }

    [Fact]
    public void A_deep_or_long_configuration_is_no_failure()
    {
        var deep = string.Concat(Enumerable.Range(0, 500).Select(i => new string(' ', i) + "a:\n"));
        var long_ = string.Concat(Enumerable.Repeat("- a: b\n", 20_000));
        foreach (var text in (string[])[deep, long_, string.Concat(Enumerable.Repeat("[", 100_000)), "{a:" + string.Concat(Enumerable.Repeat("{a:", 100_000))])
        {
            PlatformPlanner.Plan(Facts(PlatformKind.Hermes) with { PlatformConfig = Encoding.UTF8.GetBytes(text) });
            PlatformPlanner.Plan(Facts(PlatformKind.Openclaw) with { PlatformConfig = Encoding.UTF8.GetBytes(text) });
        }
    }

    private static string Folder(string fixture) => Path.Join(AppContext.BaseDirectory, "Platforms", "Fixtures", fixture);

    private static PlatformFacts Facts(PlatformKind kind) => new(
        Context.Of(kind, "/g", ("OPENCLAW_STATE_DIR", "/p"), ("HERMES_HOME", "/p"), ("SECOND_API_KEY", "made-up-second-key"),
            ("THIRD_HOST", "third.example"), ("THIRD_API_KEY", "made-up-third-key")),
        ProxyUrl)
    {
        PlatformConfigPath = "/p/config",
    };

    private static PlatformPlan Plan(PlatformKind kind, string fixture, TrustFiles? trust = null)
    {
        var folder = Folder(fixture);
        var dotenv = Path.Join(folder, "dotenv");
        return PlatformPlanner.Plan(Facts(kind) with
        {
            Trust = trust,
            PlatformConfig = File.ReadAllBytes(Path.Join(folder, kind == PlatformKind.Hermes ? "config.yaml" : "config.json")),
            PlatformDotenv = File.Exists(dotenv) ? File.ReadAllBytes(dotenv) : (ReadOnlyMemory<byte>?)null,
        });
    }

    private static string Shown(PlatformPlan plan) => string.Concat(
        plan.Variables.Select(variable => $"{variable.Name}={variable.Value}\n")
            .Concat(plan.Credentials.Select(credential => $"credential: {credential}\n"))
            .Concat(plan.OwnChannels.Select(channel => $"own channel: {channel.Service} {channel.Account ?? "any bot"}\n"))
            .Concat(plan.Warnings.Select(warning => $"warning: {warning}\n"))
            .Concat(plan.Advice.Select(advice => $"advice: {advice}\n")));
}
