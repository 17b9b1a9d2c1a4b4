using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Commands;

public sealed class CaCommandTests : IDisposable
{
    private readonly TestHome _home = new();

    private string Ca => Path.Combine(_home.Guardian, "ca");

    [Fact]
    public async Task Init_makes_what_show_shows_and_tells_what_to_write_for_its_hosts()
    {
        var made = await _home.CallAsync("ca", "init", "--days", "30", "--hosts", "*.API.example.com, b.example", "--hosts", "c.example,c.example");
        var shown = await _home.CallAsync("ca", "show", "--json");

        Assert.Equal((0, 0), (made.ExitCode, shown.ExitCode));
        Assert.Contains("\"inspect_hosts\": [\"api.example.com\", \"*.api.example.com\", \"b.example\"", made.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(shown.Output);
        var root = document.RootElement;
        Assert.Equal(["api.example.com", "b.example", "c.example"], root.GetProperty("permitted_dns").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["0.0.0.0/0", "::/0"], root.GetProperty("excluded_addresses").EnumerateArray().Select(range => range.GetString()));
        Assert.True(root.GetProperty("usable").GetBoolean());
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Ca, "ca.pem"));
        Assert.Equal(certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant(), root.GetProperty("fingerprint_sha256").GetString());
        Assert.Equal(31, Math.Round((certificate.NotAfter - certificate.NotBefore).TotalDays)); // backdated by a day
    }

    [Fact]
    public async Task Show_reads_as_openssl_prints_it()
    {
        Tools.Need("openssl");
        await _home.CallAsync("ca", "init");
        using var process = CliProcess.StartProgram(_home, "openssl", "x509", "-in", Path.Combine(Ca, "ca.pem"), "-noout", "-fingerprint", "-sha256");

        var printed = (await process.FinishAsync()).Output.Trim().Split('=')[1];

        Assert.Contains($"SHA-256      {printed}\n", (await _home.CallAsync("ca", "show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_overwrites_only_by_force()
    {
        await _home.CallAsync("ca", "init");
        var before = File.ReadAllText(Path.Combine(Ca, "ca.pem"));

        var refused = await _home.CallAsync("ca", "init");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Path.Combine(Ca, "ca.pem")));

        Assert.Equal(0, (await _home.CallAsync("ca", "init", "--force")).ExitCode);
        Assert.NotEqual(before, File.ReadAllText(Path.Combine(Ca, "ca.pem")));
        Assert.Equal(0, (await _home.CallAsync("ca", "show")).ExitCode);
    }

    [Theory]
    [InlineData("--days", "0")]
    [InlineData("--days", "826")]
    [InlineData("--days", "many")]
    [InlineData("--hosts", "")]
    [InlineData("--hosts", ",")]
    [InlineData("--hosts", "*")]
    [InlineData("--hosts", "10.0.0.1")]
    [InlineData("--hosts", "[::1]")]
    [InlineData("--hosts", "a.*.example")]
    [InlineData("--hosts", "good.example,-bad.example")]
    [InlineData("--hosts", "a b.example")]
    [InlineData("--hosts", "münchen.example")]
    [InlineData("--hosts", "a.example:443")]
    public async Task What_makes_no_sense_is_2_and_makes_nothing(string option, string value)
    {
        var result = await _home.CallAsync("ca", "init", option, value);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Ca));
    }

    [Fact]
    public async Task All_of_it_works_while_the_configuration_wants_a_CA_that_is_missing()
    {
        _home.Configure("""{ "https_inspection": { "enabled": true, "trust_scope": "process" } }""");

        Assert.Equal(2, (await _home.CallAsync("check-config")).ExitCode);
        Assert.Equal((1, ""), Short(await _home.CallAsync("ca", "show")));
        Assert.Equal((1, ""), Short(await _home.CallAsync("ca", "export")));
        Assert.Equal((0, "Nothing was there to remove.\n"), Short(await _home.CallAsync("ca", "remove")));
        Assert.Equal(0, (await _home.CallAsync("ca", "init")).ExitCode);
        Assert.Equal(0, (await _home.CallAsync("check-config")).ExitCode);
    }

    [Fact]
    public async Task Remove_takes_everything_away_and_tells_what()
    {
        await _home.CallAsync("ca", "init");

        var result = await _home.CallAsync("ca", "remove");

        Assert.Equal(0, result.ExitCode);
        Assert.All((string[])["ca.key", "ca.pem", "bundle.pem", "truststore.p12"], name => Assert.Contains($"removed {Path.Combine(Ca, name)}\n", result.Output, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Ca));
    }

    [Fact]
    public async Task A_CA_outside_the_home_is_the_operators_own()
    {
        await _home.CallAsync("ca", "init");
        var (certificate, key) = (_home.FileIn("own.pem", File.ReadAllText(Path.Combine(Ca, "ca.pem"))), _home.FileIn("own.key", File.ReadAllText(Path.Combine(Ca, "ca.key"))));
        _home.Configure($$"""{ "https_inspection": { "enabled": true, "trust_scope": "process", "ca_certificate": "{{certificate}}", "ca_private_key": "{{key}}" } }""");

        var init = await _home.CallAsync("ca", "init", "--force");
        Assert.Equal((1, ""), Short(init));
        Assert.Contains("left alone", init.Error, StringComparison.Ordinal);
        Assert.Contains($"left alone {certificate}", (await _home.CallAsync("ca", "remove")).Output, StringComparison.Ordinal);
        Assert.True(File.Exists(certificate) && File.Exists(key));
        Assert.Equal(0, (await _home.CallAsync("check-config")).ExitCode);
        var run = await CliProcess.RunAsync(_home, "run", "--https", "--quiet", "--", "sh", "-c", "echo $NODE_EXTRA_CA_CERTS $SSL_CERT_FILE");
        Assert.Equal($"{certificate} {Path.Combine(Ca, "bundle.pem")}\n", run.Output);
    }

    [Fact]
    public async Task Export_gives_the_certificate_and_overwrites_nothing_else()
    {
        await _home.CallAsync("ca", "init");
        var pem = File.ReadAllText(Path.Combine(Ca, "ca.pem"));
        Assert.Equal((0, pem), Short(await _home.CallAsync("ca", "export")));

        var file = Path.Combine(_home.Folder, "out.pem");
        Assert.Equal((0, ""), Short(await _home.CallAsync("ca", "export", "--output", file)));
        Assert.Equal((0, ""), Short(await _home.CallAsync("ca", "export", "--output", file)));
        Assert.Equal(pem, File.ReadAllText(file));
        Assert.True(File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead));

        foreach (var taken in (string[])[_home.FileIn("notes.txt", "mine"), Path.Combine(Ca, "ca.key"), Path.Combine(Ca, "ca.pem"), _home.Folder])
        {
            Assert.Equal((1, ""), Short(await _home.CallAsync("ca", "export", "--output", taken)));
        }

        Assert.Equal(0, (await _home.CallAsync("ca", "show")).ExitCode);
    }

    [Fact]
    public async Task A_pair_that_does_not_match_is_told_with_the_remedy()
    {
        await _home.CallAsync("ca", "init");
        var key = File.ReadAllText(Path.Combine(Ca, "ca.key"));
        await _home.CallAsync("ca", "init", "--force");
        TestHome.Write(Path.Combine(Ca, "ca.key"), key);
        _home.Configure("""{ "https_inspection": { "enabled": true, "trust_scope": "process" } }""");

        var check = await _home.CallAsync("check-config");
        Assert.Equal(2, check.ExitCode);
        Assert.Contains("https_inspection.ca_private_key", check.Error, StringComparison.Ordinal);
        Assert.Contains("'ca init --force'", check.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await _home.CallAsync("ca", "show")).ExitCode);
    }

    public void Dispose() => _home.Dispose();

    private static (int, string) Short(CliResult result) => (result.ExitCode, result.Output);
}
