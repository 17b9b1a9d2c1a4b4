namespace TrafficGuardian.Cli.Tests.Run;

/// <summary>Programs that nobody here wrote trust the CA under <c>run --https</c>, and only there.</summary>
public sealed class HttpsTrustTests : IAsyncDisposable
{
    private const string Java = """
        import java.net.URI;
        public class Fetch {
            public static void main(String[] args) throws Exception {
                try (var in = URI.create(args[0]).toURL().openStream()) { System.out.print(new String(in.readAllBytes())); }
            }
        }
        """;

    private const string Node = """
        const proxy = new URL(process.env.HTTPS_PROXY);
        require("http").request({ host: proxy.hostname, port: proxy.port, method: "CONNECT", path: "api.example:443" }).on("connect", (r, socket) => {
          const tls = require("tls").connect({ socket, servername: "api.example" }, () => tls.write("GET / HTTP/1.1\r\nHost: api.example\r\n\r\n"));
          tls.on("data", d => { process.stdout.write(String(d).split("\r\n\r\n")[1]); tls.end(); }).on("error", e => { console.log(e.code); process.exit(5); });
        }).end();
        """;

    private readonly TestHome _home = new();
    private TlsOrigin? _origin;

    [Theory]
    [InlineData("curl", "-sS", "https://api.example/")]
    [InlineData("python3", "-c", "import urllib.request as u; print(u.urlopen('https://api.example/').read().decode(), end='')")]
    [InlineData("node", "-e", Node)]
    public async Task A_client_trusts_the_CA_with_the_option_and_does_not_without(params string[] command)
    {
        Tools.Need(command[0]);
        await MakeAsync();

        var with = await CliProcess.RunAsync(_home, ["run", "--https", "--quiet", "--", .. command]);
        var without = await CliProcess.RunAsync(_home, ["run", "--quiet", "--", .. command]);

        Assert.Equal((0, "fine"), (with.ExitCode, with.Output));
        Assert.NotEqual(0, without.ExitCode);
        Assert.DoesNotContain("fine", without.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca")]
    [InlineData("a folder with 'quotes'")]
    public async Task Java_reads_proxy_and_trust_store_from_the_variable_that_it_reads(string folder)
    {
        Tools.Need("java");
        _home.Set("PICOCLAW_TRAFFIC_GUARDIAN_HOME", Path.Combine(_home.Folder, folder));
        _home.Set("JAVA_TOOL_OPTIONS", "-Dmade.up='a b'");
        await MakeAsync(folder);
        var program = _home.FileIn("Fetch.java", Java);

        var with = await CliProcess.RunAsync(_home, "run", "--https", "--quiet", "--", "java", program, "https://api.example/");
        var without = await CliProcess.RunAsync(_home, "run", "--quiet", "--", "java", program, "https://api.example/");

        Assert.True(with.ExitCode == 0, with.Error);
        Assert.Equal("fine", with.Output);
        Assert.Contains("-Dmade.up='a b' -Dhttp.proxyHost=127.0.0.1", with.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, without.ExitCode);
    }

    [Fact]
    public async Task A_CA_file_that_the_environment_named_is_not_lost()
    {
        Tools.Need("curl");
        await MakeAsync();
        var foreign = new TestHome();
        using (foreign)
        {
            await foreign.CallAsync("ca", "init");
            _home.Set("CURL_CA_BUNDLE", Path.Combine(foreign.Guardian, "ca", "ca.pem"));
            await _origin!.DisposeAsync();
            _origin = new TlsOrigin(Path.Combine(foreign.Guardian, "ca"));
            _home.Set("https_proxy", _origin.Url);

            var result = await CliProcess.RunAsync(_home, "run", "--https", "--quiet", "--", "sh", "-c", "curl -sS https://api.example/; echo; echo $CURL_CA_BUNDLE");

            Assert.StartsWith("fine\n", result.Output, StringComparison.Ordinal);
            Assert.Contains("/runs/", result.Output, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(_home.Guardian, "ca", "bundle.pem")));
        }
    }

    [Fact]
    public async Task The_command_gets_the_variables_and_nobody_else_and_ssl_cert_dir_stays()
    {
        await MakeAsync();
        _home.Set("SSL_CERT_DIR", "/made/up");

        var result = await CliProcess.RunAsync(_home, "run", "--https", "--quiet", "--", "env");
        var variables = result.Output.Split('\n').Where(line => line.Contains('=')).ToDictionary(line => line.Split('=')[0], line => line[(line.IndexOf('=') + 1)..]);

        var ca = Path.Combine(_home.Guardian, "ca");
        Assert.All((string[])["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"], name => Assert.Equal(Path.Combine(ca, "bundle.pem"), variables[name]));
        Assert.All((string[])["NODE_EXTRA_CA_CERTS", "DENO_CERT"], name => Assert.Equal(Path.Combine(ca, "ca.pem"), variables[name]));
        Assert.Equal("/made/up", variables["SSL_CERT_DIR"]);
        var plain = await CliProcess.RunAsync(_home, "run", "--quiet", "--", "env");
        Assert.DoesNotContain("_CERT", plain.Output.Replace("SSL_CERT_DIR", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("JAVA_TOOL_OPTIONS", plain.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_CA_it_is_2_with_the_remedy_and_nothing_runs()
    {
        var result = await CliProcess.RunAsync(_home, "run", "--https", "--", "echo", "ran");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("'ca init'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_side_by_side_share_the_bundle_and_leave_it_there()
    {
        await MakeAsync();
        File.Delete(Path.Combine(_home.Guardian, "ca", "bundle.pem"));
        using var one = CliProcess.Start(_home, "run", "--https", "--", "sh", "-c", "cat $SSL_CERT_FILE | wc -l; read line");
        using var two = CliProcess.Start(_home, "run", "--https", "--", "sh", "-c", "cat $SSL_CERT_FILE | wc -l; read line");

        var (first, second) = (await CliProcess.LineAsync(one.Output, _ => true), await CliProcess.LineAsync(two.Output, _ => true));

        Assert.Equal(first, second);
        Assert.Contains("HTTPS of this command is opened, with the CA SHA-256 ", (await one.FinishAsync()).Error, StringComparison.Ordinal);
        await two.FinishAsync();
        Assert.True(File.Exists(Path.Combine(_home.Guardian, "ca", "bundle.pem")));
    }

    public async ValueTask DisposeAsync()
    {
        if (_origin is not null)
        {
            await _origin.DisposeAsync();
        }

        _home.Dispose();
    }

    private async Task MakeAsync(string? folder = null)
    {
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "ca", "init")).ExitCode);
        _origin = new TlsOrigin(Path.Combine(folder is null ? _home.Guardian : Path.Combine(_home.Folder, folder), "ca"));
        _home.Set("https_proxy", _origin.Url);
    }
}
