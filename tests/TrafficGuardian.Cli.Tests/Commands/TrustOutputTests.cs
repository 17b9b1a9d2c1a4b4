using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Commands;

/// <summary>What commands say about the CA: its fingerprint where it helps, system stores behind a confirmation, its key never.</summary>
public sealed class TrustOutputTests : IDisposable
{
    private const string Enabled = """{ "listen": "127.0.0.1:0", "https_inspection": { "enabled": true, "trust_scope": "process" } }""";
    private const string EnabledAndFixed = """{ "listen": "127.0.0.1:18998", "https_inspection": { "enabled": true, "trust_scope": "process" } }""";
    private readonly TestHome _home = new();

    private string Ca => Path.Combine(_home.Guardian, "ca");

    [Theory]
    [InlineData("sh", "export SSL_CERT_FILE='{0}/bundle.pem'\n")]
    [InlineData("fish", "set -gx NODE_EXTRA_CA_CERTS '{0}/ca.pem'\n")]
    [InlineData("powershell", "$env:DENO_CERT = '{0}/ca.pem'\n")]
    [InlineData("dotenv", "REQUESTS_CA_BUNDLE={0}/bundle.pem\n")]
    [InlineData("docker", "JAVA_TOOL_OPTIONS=-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=18998 ")]
    [InlineData("compose", "  GIT_SSL_CAINFO: \"{0}/bundle.pem\"\n")]
    [InlineData("systemd", "Environment=\"CURL_CA_BUNDLE={0}/bundle.pem\"\n")]
    public async Task Env_gives_the_trust_in_every_format_and_names_the_CA_behind_it(string format, string expected)
    {
        await _home.CallAsync("ca", "init");
        _home.Configure(EnabledAndFixed);
        File.Delete(Path.Combine(Ca, "bundle.pem"));

        var result = await _home.CallAsync("env", "--format", format);

        Assert.Contains(string.Format(expected, Ca), result.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^# HTTPS of the process is opened with the CA SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}$", result.Output);
        Assert.StartsWith("# which is valid until", result.Output.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Ca, "bundle.pem")));
    }

    [Fact]
    public async Task Env_as_json_is_one_document_of_the_same_variables_and_without_https_none_of_them()
    {
        await _home.CallAsync("ca", "init");
        _home.Configure("""{ "listen": "127.0.0.1:18998" }""");
        Assert.DoesNotContain("CERT", (await _home.CallAsync("env")).Output, StringComparison.Ordinal);

        _home.Configure(EnabledAndFixed);
        using var document = JsonDocument.Parse((await _home.CallAsync("env", "--json")).Output);
        Assert.Equal($"{Ca}/bundle.pem", document.RootElement.GetProperty("SSL_CERT_FILE").GetString());
    }

    [Fact]
    public async Task Setup_names_the_CA_and_what_it_will_do()
    {
        Assert.Contains("ca init --platform picoclaw", (await _home.CallAsync("setup")).Output, StringComparison.Ordinal);
        await _home.CallAsync("ca", "init");
        var off = (await _home.CallAsync("setup")).Output;
        Assert.Contains("HTTPS is not opened", off, StringComparison.Ordinal);
        Assert.Matches("CA SHA-256 ([0-9A-F]{2}:){31}", off);

        _home.Configure(Enabled);
        var on = (await _home.CallAsync("setup")).Output;
        Assert.Contains("HTTPS of that process is opened", on, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTPS is not opened", on, StringComparison.Ordinal);
        Assert.Matches("CA SHA-256 ([0-9A-F]{2}:){31}", on);
        Assert.DoesNotContain("sudo", on, StringComparison.Ordinal);
    }

    [Fact]
    public async Task System_trust_needs_a_CA()
    {
        var result = await _home.CallAsync("setup", "--system-trust");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("'ca init'", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("y\n")]
    [InlineData("yes\n")]
    [InlineData("TRUST THIS CA ON THE WHOLE MACHINE\n")]
    [InlineData("\ntrust this CA on the whole machine\n")]
    public async Task Anything_but_the_phrase_prints_no_command(string typed)
    {
        await _home.CallAsync("ca", "init");

        var result = await AskAsync(typed);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.DoesNotContain("sudo", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trust this CA on the whole machine\n")]
    [InlineData("trust this CA on the whole machine")]
    public async Task The_phrase_prints_the_commands_and_the_way_back(string typed)
    {
        await _home.CallAsync("ca", "init");

        var result = await AskAsync(typed);

        Assert.Equal(0, result.ExitCode);
        Assert.All((string[])["update-ca-certificates\n", "update-ca-trust\n", "add-trusted-cert", "remove-trusted-cert", $"'{Ca}/ca.pem'"],
            text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
        Assert.Equal(3, result.Output.Split("to undo it").Length - 1);
    }

    [Fact]
    public async Task Start_and_status_name_the_CA_and_say_that_its_end_is_near()
    {
        await _home.CallAsync("ca", "init", "--days", "9");
        _home.Configure(Enabled);

        var start = await CliProcess.RunAsync(_home, "start", "--background");
        var (text, json) = (await _home.CallAsync("status"), await _home.CallAsync("status", "--json"));
        Assert.Equal(0, (await CliProcess.RunAsync(_home, "stop")).ExitCode);

        Assert.Matches("ca        SHA-256 ([0-9A-F]{2}:){31}", start.Output);
        Assert.Matches("warning   https_inspection.ca_certificate: the CA expires on .* in 8 days", start.Output);
        Assert.Contains("https inspection  on", text.Output, StringComparison.Ordinal);
        Assert.Matches("warning +the CA expires on", text.Output);
        using var document = JsonDocument.Parse(json.Output);
        Assert.True(document.RootElement.GetProperty("https_inspection").GetBoolean());
        Assert.Matches("^[0-9a-f]{64}$", document.RootElement.GetProperty("ca_fingerprint_sha256").GetString());
        Assert.EndsWith("Z", document.RootElement.GetProperty("ca_expires_at").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Ca, "bundle.pem")));
    }

    [Fact]
    public async Task Env_says_where_the_monitor_that_runs_has_another_CA()
    {
        await _home.CallAsync("ca", "init");
        _home.Configure(Enabled);
        await CliProcess.RunAsync(_home, "start", "--background");
        var same = await _home.CallAsync("env");
        var init = await _home.CallAsync("ca", "init", "--force");
        var other = await _home.CallAsync("env");
        await CliProcess.RunAsync(_home, "stop");

        Assert.DoesNotContain("warning", same.Error, StringComparison.Ordinal);
        Assert.Contains("still uses the CA from before", init.Error, StringComparison.Ordinal);
        Assert.Contains("uses another CA", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_in_its_file_and_nowhere_else()
    {
        var said = new StringBuilder();
        async Task SayAsync(params string[] args)
        {
            var result = await CliProcess.RunAsync(_home, args);
            said.Append(result.Output).Append(result.Error);
        }

        await SayAsync("ca", "init");
        _home.Configure(Enabled);
        await SayAsync("start", "--background");
        await SayAsync("ca", "show");
        await SayAsync("ca", "show", "--json");
        await SayAsync("ca", "export");
        await SayAsync("check-config");
        await SayAsync("env");
        await SayAsync("setup");
        await SayAsync("status", "--json");
        await SayAsync("run", "--https", "--", "sh", "-c", "env; cat /proc/$PPID/cmdline | tr '\\0' ' '");
        await SayAsync("stop");
        File.WriteAllText(Path.Combine(_home.Folder, "said"), said.ToString());

        var pem = File.ReadAllText(Path.Combine(Ca, "ca.key"));
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var secret = key.ExportParameters(includePrivateParameters: true).D!;
        byte[][] marks =
        [
            secret, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)), Encoding.ASCII.GetBytes(Convert.ToHexString(secret)),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(secret)[..40]), Encoding.ASCII.GetBytes(pem.Split('\n')[1][8..56]), Encoding.ASCII.GetBytes("PRIVATE KEY-----"),
        ];

        var holding = Directory.EnumerateFiles(_home.Folder, "*", SearchOption.AllDirectories)
            .Where(file => Array.Exists(marks, mark => File.ReadAllBytes(file).AsSpan().IndexOf(mark) >= 0));
        Assert.Equal([Path.Combine(Ca, "ca.key")], holding);
        Assert.NotEmpty(said.ToString());
    }

    public void Dispose() => _home.Dispose();

    private async Task<CliResult> AskAsync(string typed)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(["setup", "--system-trust"], _home.Context(output, error, typed));
        return new CliResult(code, output.ToString(), error.ToString());
    }
}
