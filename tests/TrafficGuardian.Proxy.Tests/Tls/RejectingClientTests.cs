using System.Security.Authentication;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>
/// Clients that nobody here wrote and that will have none of our certificate. Those that say so are understood at the first word;
/// .NET's and Node's look at it after the handshake and close without an alert, so that it takes three of their connections.
/// </summary>
public sealed class RejectingClientTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task NET(SslProtocols version)
    {
        await using var rig = new TlsRig();
        var options = rig.ClientOptions(trusts: rig.World);
        options.EnabledSslProtocols = version;
        await AssertRejectedAtLastAsync(rig, () => rig.RefuseAsync(options));
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public Task Curl(string version) => RefusesAsync("curl", rig =>
        ["-sS", "--proxy", Proxy(rig), "--tlsv" + version, "--tls-max", version, "--cacert", rig.WorldFile, "https://" + rig.Name + "/"]);

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public Task Openssl(string version) => RefusesAsync("openssl", rig =>
        ["s_client", version, "-proxy", rig.Proxy.Endpoint.ToString(), "-connect", rig.Name, "-servername", TlsRig.Host, "-verify_return_error", "-CAfile", rig.WorldFile]);

    [Theory]
    [InlineData("TLSv1_2")]
    [InlineData("TLSv1_3")]
    public Task Python(string version) => RefusesAsync("python3", rig =>
        ["-c", $$"""
            import ssl, urllib.request
            context = ssl.create_default_context(cafile={{Quoted(rig.WorldFile)}})
            context.minimum_version = context.maximum_version = ssl.TLSVersion.{{version}}
            opener = urllib.request.build_opener(
                urllib.request.ProxyHandler({'https': {{Quoted(Proxy(rig))}}}), urllib.request.HTTPSHandler(context=context))
            opener.open({{Quoted("https://" + rig.Name + "/")}})
            """]);

    [Theory]
    [InlineData("TLSv1.2")]
    [InlineData("TLSv1.3")]
    public Task Node(string version) => RefusesSilentlyAsync("node", rig =>
        ["-e", $$"""
            const http = require('http'), tls = require('tls'), fs = require('fs');
            const request = http.request({ host: '127.0.0.1', port: {{rig.Proxy.Endpoint.Port}}, method: 'CONNECT', path: {{Quoted(rig.Name)}} });
            request.on('connect', (_, socket) => {
              const inside = tls.connect({
                socket, servername: '{{TlsRig.Host}}', ca: fs.readFileSync({{Quoted(rig.WorldFile)}}), minVersion: '{{version}}', maxVersion: '{{version}}' });
              inside.on('error', error => { console.error(error.message); process.exit(1); });
              inside.on('secureConnect', () => process.exit(0));
            }).end();
            """]);

    private static async Task RefusesAsync(string tool, Func<TlsRig, string[]> arguments)
    {
        await using var rig = new TlsRig();
        var serving = rig.ServeAsync();
        var (exitCode, output) = await Tool.RunAsync(tool, arguments(rig));
        Assert.True(exitCode != 0, output);
        await AssertRejectedAsync(rig);
        rig.Origin.Dispose();
        await serving;
    }

    private static async Task RefusesSilentlyAsync(string tool, Func<TlsRig, string[]> arguments)
    {
        await using var rig = new TlsRig();
        var serving = rig.ServeAsync();
        await AssertRejectedAtLastAsync(rig, async () => Assert.NotEqual(0, (await Tool.RunAsync(tool, arguments(rig))).ExitCode));
        rig.Origin.Dispose();
        await serving;
    }

    private static async Task AssertRejectedAtLastAsync(TlsRig rig, Func<Task> refuseAsync)
    {
        for (var silent = 0; silent < 3; silent++)
        {
            Assert.Empty(rig.Proxy.Bypassed);
            await refuseAsync();
            await rig.WhenIdleAsync();
        }

        await AssertRejectedAsync(rig);
    }

    private static async Task AssertRejectedAsync(TlsRig rig)
    {
        await rig.WhenIdleAsync();
        Assert.Equal(TlsRig.Host, Assert.Single(rig.Proxy.Bypassed).Host);
        Assert.Empty(rig.Observer.Exchanges);
    }

    private static string Proxy(TlsRig rig) => $"http://{rig.Proxy.Endpoint}";

    private static string Quoted(string text) => "'" + text + "'";
}
