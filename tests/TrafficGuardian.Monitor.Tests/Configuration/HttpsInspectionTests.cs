using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Tests.Inspection;
using TrafficGuardian.Monitor.Tests.Trust;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Configuration;

public sealed class HttpsInspectionTests : IDisposable
{
    private const string Enabled = """{"https_inspection":{"enabled":true,"trust_scope":"process"}}""";
    private readonly ConfigFixture _fixture = new();

    [Theory]
    [InlineData("""{"https_inspection":{"enabled":true}}""", false, new[] { "https_inspection.ca_certificate", "https_inspection.ca_private_key", "https_inspection.trust_scope" })]
    [InlineData("{}", true, new[] { "https_inspection.ca_certificate", "https_inspection.ca_private_key" })]
    [InlineData("""{"https_inspection":{"trust_scope":"runtime"}}""", true, new[] { "https_inspection.ca_certificate", "https_inspection.ca_private_key", "https_inspection.trust_scope" })]
    public void It_says_all_that_it_lacks_at_once(string json, bool onCommandLine, string[] places)
    {
        var problems = _fixture.Load(json, onCommandLine ? ConfigOverrides.ForRun(https: true) : null).Problems;

        Assert.Equal(places, problems.Select(problem => problem.Place).Order());
        Assert.Contains(problems, problem => problem.Remedy.Contains("'ca init'", StringComparison.Ordinal));
    }

    [Fact]
    public void With_a_CA_it_is_taken()
    {
        WriteCA();

        var result = Load(Enabled);

        Assert.Empty(result.Problems);
        Assert.Empty(result.Warnings);
        Assert.True(result.Config!.HttpsInspection.Enabled);
    }

    [Theory]
    [InlineData(PlatformKind.Picoclaw, "process")]
    [InlineData(PlatformKind.Nanoclaw, "runtime")]
    public void The_option_is_the_operators_word_for_whom_trust_is_meant(PlatformKind platform, string scope)
    {
        using var fixture = new ConfigFixture { Platform = platform };
        WriteCA(fixture);

        var config = Load("{}", ConfigOverrides.ForRun(https: true), fixture: fixture).Config!.HttpsInspection;

        Assert.Equal((true, scope), (config.Enabled, config.TrustScope));
    }

    [Fact]
    public void A_run_without_the_option_opens_nothing_and_says_so_and_needs_no_CA()
    {
        var result = _fixture.Load("""{"https_inspection":{"enabled":true}}""", ConfigOverrides.ForRun(https: false));

        Assert.False(result.Config!.HttpsInspection.Enabled);
        Assert.Contains("not opened without --https", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.NotEmpty(_fixture.Load("""{"https_inspection":{"enabled":"yes"}}""", ConfigOverrides.ForRun(https: false)).Problems);
    }

    [Theory]
    [InlineData(76, "in 14 days")]
    [InlineData(89, "in 1 day")]
    public void A_CA_whose_end_is_near_is_warned_of(int days, string said)
    {
        WriteCA();

        Assert.Contains(said, Assert.Single(Load(Enabled, days: days).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_CA_that_has_ended_or_whose_key_is_anothers_is_refused_with_the_remedy()
    {
        WriteCA();
        Assert.Contains("has expired", Assert.Single(Load(Enabled, days: 91).Problems).Message, StringComparison.Ordinal);

        using var other = AuthorityMaker.Make([], 90, MadeAuthority.Now);
        _fixture.Write("ca/ca.key", Key(other));
        var problem = Assert.Single(Load(Enabled).Problems);
        Assert.Equal("https_inspection.ca_private_key", problem.Place);
        Assert.Contains("'ca init --force'", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_that_the_CA_can_not_vouch_for_are_named_as_bypassed()
    {
        WriteCA(hosts: ["example.com"]);

        Assert.Contains("all others are bypassed", Assert.Single(Load(Enabled).Warnings), StringComparison.Ordinal);
        var warning = Assert.Single(Load("""
            {"https_inspection":{"enabled":true,"trust_scope":"process","inspect_hosts":["api.example.com","*.example.com","*.other.example"]}}
            """).Warnings);
        Assert.Contains("'*.other.example'", warning, StringComparison.Ordinal);
        Assert.Contains("bypassed", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void An_upstream_bundle_needs_a_certificate_and_may_not_be_anybodys_to_write()
    {
        _fixture.Write("roots.pem", MadeAuthority.Pem());
        Assert.Empty(_fixture.Load("""{"upstream":{"ca_bundle":"roots.pem"}}""").Problems);

        File.SetUnixFileMode(_fixture.Home + "/roots.pem", UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        Assert.Contains("chmod go-w", Assert.Single(_fixture.Load().Problems).Remedy, StringComparison.Ordinal);

        _fixture.Write("roots.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        Assert.Contains("holds no PEM certificate", Assert.Single(_fixture.Load().Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "api.example.com", true)]
    [InlineData(null, null, "web.whatsapp.com", false)]
    [InlineData(null, "bank.example", "web.whatsapp.com", true)]
    [InlineData(null, "bank.example", "bank.example", false)]
    [InlineData("*.example.com", null, "api.example.com", true)]
    [InlineData("*.example.com", null, "example.com", false)]
    [InlineData("*.example.com", "api.example.com", "api.example.com", false)]
    [InlineData("127.0.0.1", null, "127.0.0.1", true)]
    [InlineData("127.0.0.1", null, "127.0.0.2", false)]
    public void What_is_bypassed_wins_over_what_is_inspected(string? inspect, string? bypass, string host, bool opened)
    {
        var config = new HttpsInspectionConfig { InspectHosts = inspect is null ? null : [inspect], BypassHosts = bypass is null ? null : [bypass] };

        Assert.Equal(opened, InterceptedHosts.For(config, ["*.whatsapp.com"])(host, 443));
    }

    public void Dispose() => _fixture.Dispose();

    private static string Key(X509Certificate2 authority)
    {
        using var key = authority.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private void WriteCA(ConfigFixture? fixture = null, params string[] hosts)
    {
        using var authority = AuthorityMaker.Make(hosts, 90, MadeAuthority.Now);
        (fixture ?? _fixture).Write("ca/ca.pem", authority.ExportCertificatePem());
        (fixture ?? _fixture).Write("ca/ca.key", Key(authority));
    }

    private ConfigResult Load(string json, ConfigOverrides? overrides = null, int days = 0, ConfigFixture? fixture = null)
    {
        fixture ??= _fixture;
        fixture.Write("config.json", json);
        var time = new FakeTime();
        time.Advance(MadeAuthority.Now.AddDays(days) - time.GetUtcNow());
        return ConfigLoader.Load(fixture.Context, overrides ?? ConfigOverrides.None, time: time);
    }
}
