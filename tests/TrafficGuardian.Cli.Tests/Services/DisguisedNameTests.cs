using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Services;

/// <summary>A name service that lies: the executable in a mount namespace with a hosts file of the test's own.</summary>
public sealed class DisguisedNameTests : IDisposable
{
    private readonly TestHome _home = new();

    [Theory]
    [InlineData("api.made-up-provider.com", "high", "hides")]
    [InlineData("git.corp.made-up.com", "low", "this machine")]
    [InlineData("localhost", "low", "this machine")]
    [InlineData("build-server", "low", "this machine")]
    public async Task A_name_that_leads_to_this_machine_is_forwarded_and_told_by_what_it_pretends(string name, string severity, string says)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Tools.Has("unshare"), "a mount namespace can be made by root on Linux only.");
        var hosts = _home.FileIn("hosts", $"127.0.0.1 localhost\n127.0.0.1 {name}\n");
        var resolver = _home.FileIn("resolv.conf", "nameserver 127.0.0.1\nsearch corp.made-up.com\n");
        _home.Configure("""{ "listen": "127.0.0.1:0" }""");
        using var process = CliProcess.StartProgram(
            _home, "unshare",
            "--mount", "sh", "-c", "mount --bind \"$1\" /etc/hosts && mount --bind \"$2\" /etc/resolv.conf && shift 2 && exec \"$@\"", "sh",
            hosts, resolver, CliProcess.Executable, "start", "--platform", "picoclaw", "--home", _home.Guardian);
        var line = await CliProcess.LineAsync(process.Output, text => text.StartsWith("Listening on ", StringComparison.Ordinal));
        await using var origin = new TestOrigin();

        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", int.Parse(line.Split(' ')[2].Split(':')[1]));
            var authority = $"{name}:{new Uri(origin.Url).Port}";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n"));
            await origin.FirstRequest.Task;
        }

        process.Signal("TERM");
        Assert.Equal(0, (await process.FinishAsync()).ExitCode);
        var findings = (await File.ReadAllLinesAsync(_home.Findings)).Select(text => JsonDocument.Parse(text).RootElement);
        var found = Assert.Single(findings, finding => finding.GetProperty("pattern").GetString() == "private_destination");
        Assert.Equal(severity, found.GetProperty("severity").GetString());
        Assert.Contains(says, found.GetProperty("snippet").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();
}
