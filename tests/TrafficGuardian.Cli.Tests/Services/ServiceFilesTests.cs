using System.Diagnostics;
using System.Xml.Linq;

namespace TrafficGuardian.Cli.Tests.Services;

public sealed class ServiceFilesTests : IDisposable
{
    private readonly TestHome _home = new();

    [Fact]
    public async Task What_is_written_is_accepted_by_systemd_and_nothing_is_installed()
    {
        Tools.Need("systemd-analyze");
        _home.Configure("""{ "listen": "127.0.0.1:18970", "routes": [{ "listen": "127.0.0.1:18971", "target": "https://api.example.com" }] }""");
        var path = Path.Combine(_home.Folder, "traffic-guardian-nanoclaw.service");
        var result = await CliProcess.RunAsync(_home, "setup", "--service", "systemd", "--output", path, "--platform", "nanoclaw", "--home", _home.Guardian);
        Assert.Equal((0, ""), (result.ExitCode, result.Output));

        var unit = await File.ReadAllTextAsync(path);
        Assert.Contains($"ExecStart=\"{CliProcess.Executable}\" \"start\" \"--platform\" \"nanoclaw\" \"--home\" \"{_home.Guardian}\"\n", unit, StringComparison.Ordinal);
        foreach (var line in new[] { "Type=notify", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", $"ReadWritePaths=\"-{_home.Guardian}\"" })
        {
            Assert.Contains(line + "\n", unit, StringComparison.Ordinal);
        }

        var socket = await File.ReadAllTextAsync(Path.ChangeExtension(path, ".socket"));
        Assert.Contains("ListenStream=127.0.0.1:18970\nListenStream=127.0.0.1:18971\n", socket, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_home.Folder, ".config")), "something was installed");

        using var verify = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", "--user", "--man=no", path])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["XDG_RUNTIME_DIR"] = _home.Folder },
        })!;
        var said = await verify.StandardError.ReadToEndAsync();
        await verify.WaitForExitAsync();
        Assert.Equal((0, ""), (verify.ExitCode, said));
    }

    [Fact]
    public async Task On_standard_output_the_service_comes_before_its_sockets()
    {
        _home.Configure("{}");
        var printed = (await CallAsync("setup", "--service", "systemd")).Output;
        Assert.StartsWith("# ~/.config/systemd/user/traffic-guardian-nanoclaw.service\n[Unit]\n", printed, StringComparison.Ordinal);
        Assert.Contains("\n# ~/.config/systemd/user/traffic-guardian-nanoclaw.socket\n", printed, StringComparison.Ordinal);
        Assert.Contains("\nFileDescriptorName=proxy\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_with_special_characters_stays_one_argument()
    {
        var odd = Path.Combine(_home.Folder, "a b $HOME %h \"q\" <&>");
        var unit = (await CallAsync("setup", "--service", "systemd", "--home", odd)).Output;
        Assert.Contains("a b $$HOME %%h \\\"q\\\" <&>\"\n", unit, StringComparison.Ordinal);
        var plist = XDocument.Parse((await CallAsync("setup", "--service", "launchd", "--home", odd)).Output.Replace("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">", "", StringComparison.Ordinal));
        Assert.Equal(odd, plist.Descendants("string").Single(text => text.Value.Contains("$HOME", StringComparison.Ordinal)).Value);
        Assert.Equal("proxy", plist.Descendants("key").Single(key => key.Value == "Sockets").ElementsAfterSelf().First().Element("key")!.Value);
    }

    [Theory]
    [InlineData("""{ "listen": "127.0.0.1:0" }""", 2, "ports that are known")]
    [InlineData("""{ "listen": "0.0.0.0:1", "allow_remote": true }""", 2, "allowed_clients")]
    public async Task What_makes_no_service_is_told(string config, int code, string says)
    {
        _home.Configure(config);
        var result = await CallAsync("setup", "--service");
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_somebodys_is_not_overwritten()
    {
        var path = _home.FileIn("traffic-guardian-nanoclaw.service", "[Unit]\nDescription=mine\n");
        var result = await CallAsync("setup", "--service", "systemd", "--output", path);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("[Unit]\nDescription=mine\n", await File.ReadAllTextAsync(path));
    }

    public void Dispose() => _home.Dispose();

    private Task<CliResult> CallAsync(params string[] args) =>
        _home.CallAsync([.. args, "--platform", "nanoclaw", .. args.Contains("--home") ? (string[])[] : ["--home", _home.Guardian]]);
}
