using System.Text;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Tests.Inspection;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Monitor.Tests.Trust;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Lifecycle;

public sealed class InterceptionWiringTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTime _time = new();
    private readonly PlatformContext _context;

    public InterceptionWiringTests()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder.Path };
        _context = PlatformResolver.Resolve(new PlatformRequest("nanoclaw", _folder.Path + "/home", Config: null, _folder.Path), variables, out _)!;
        new StateHome(_context).Create();
    }

    private AuthorityStore Store => new(_context, new HttpsInspectionConfig().AuthorityIn(_context));

    [Fact]
    public async Task Without_the_word_of_the_operator_nothing_is_opened()
    {
        Make();
        await using var host = await StartAsync("""{ "listen": "127.0.0.1:0" }""");

        Assert.Null(host.Options.Interception);
        Assert.Empty(host.Options.UpstreamAuthorities);
        Assert.Equal((false, null, null), (host.Status().HttpsInspection, host.Status().CaFingerprintSha256, host.Status().CaExpiresAt));
    }

    [Fact]
    public async Task With_it_the_proxy_gets_the_CA_its_limits_and_the_lists()
    {
        Make("example.com");
        await using var host = await StartAsync(Config());

        var interception = host.Options.Interception!;
        Assert.True(interception.Authority.HasPrivateKey);
        Assert.True(interception.CanVouchFor("api.example.com"));
        Assert.False(interception.CanVouchFor("api.other.example"));
        Assert.True(interception.Intercepts("api.example.com", 443));
        Assert.False(interception.Intercepts("mmg.whatsapp.net", 443));
    }

    [Fact]
    public async Task Status_and_state_name_the_CA_and_its_end()
    {
        Make();
        await using var host = await StartAsync(Config());

        var fingerprint = AuthorityCertificate.Read(_context.Home + "/ca/ca.pem", out _)!.Fingerprint;
        var record = MonitorProbe.Probe(new StateHome(_context).Instance).Record!;
        Assert.Equal((true, fingerprint, "2026-07-25T00:00:00.000Z"), (host.Status().HttpsInspection, host.Status().CaFingerprintSha256, host.Status().CaExpiresAt));
        Assert.Equal((true, fingerprint), (record.HttpsInspection, record.CaFingerprintSha256));

        // Of a monitor that does not answer, the state file still tells it.
        File.Delete(record.ControlSocket);
        var asked = await MonitorStatus.AskAsync(_context, TimeProvider.System);
        Assert.Equal((fingerprint, "2026-07-25T00:00:00.000Z"), (asked.CaFingerprintSha256, asked.CaExpiresAt));
    }

    [Fact]
    public async Task A_reload_takes_the_lists_at_once_and_names_what_waits()
    {
        Make();
        await using var host = await StartAsync(Config());
        var interception = host.Options.Interception!;

        Configure(Config("\"bypass_hosts\": [\"bank.example\"], \"inspect_hosts\": [\"*.example\"]"));
        Assert.Equal((true, 0), Outcome(host.Reload()));
        Assert.False(interception.Intercepts("bank.example", 443));
        Assert.False(interception.Intercepts("other.test", 443));
        Assert.True(interception.Intercepts("api.example", 443));

        Assert.True(Store.Create([], 90, _time.GetUtcNow(), replace: true));
        Assert.Equal(["https_inspection"], host.Reload().RestartNeeded);
        Assert.True(interception.Intercepts("api.example", 443));

        Configure("""{ "listen": "127.0.0.1:0" }""");
        Assert.Equal(["https_inspection"], host.Reload().RestartNeeded);
        Assert.True(host.Status().HttpsInspection);
    }

    [Fact]
    public async Task Upstreams_are_checked_against_the_bundle_that_the_configuration_names()
    {
        var pem = MadeAuthority.Pem();
        _folder.Write("home/roots.pem", pem);
        await using var host = await StartAsync("""{ "listen": "127.0.0.1:0", "upstream": { "ca_bundle": "roots.pem" } }""");

        Assert.Equal(pem.Trim(), Assert.Single(host.Options.UpstreamAuthorities).ExportCertificatePem());
    }

    public void Dispose() => _folder.Dispose();

    private static string Config(string more = "\"bypass_hosts\": null") =>
        $$"""{ "listen": "127.0.0.1:0", "https_inspection": { "enabled": true, "trust_scope": "runtime", {{more}} } }""";

    private static (bool, int) Outcome(ReloadResult result) => (result.Applied, result.RestartNeeded.Count);

    private void Make(params string[] hosts) => Assert.True(Store.Create(hosts, 90, _time.GetUtcNow(), replace: false));

    private void Configure(string json) => SafeFile.Replace(_context.ConfigPath, Encoding.UTF8.GetBytes(json));

    private Task<MonitorHost> StartAsync(string json)
    {
        Configure(json);
        var setup = MonitorSetup.Load(_context, ConfigOverrides.None, out var problems, out _, _time);
        Assert.Empty(problems);
        return MonitorHost.StartAsync(setup!, new StateHome(_context).Instance, _time);
    }
}
