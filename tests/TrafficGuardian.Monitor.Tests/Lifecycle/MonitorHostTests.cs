using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.Lifecycle;

public sealed class MonitorHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tg-host-").FullName;
    private readonly string _key = $"sk-ant-api03-{RandomNumberGenerator.GetString("BCDFGHJKbcdfghjk23456789", 93)}AA";
    private readonly PlatformContext _context;
    private readonly StateHome _home;

    public MonitorHostTests()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder };
        var request = new PlatformRequest("picoclaw", Path.Join(_folder, "home"), Config: null, _folder);
        _context = PlatformResolver.Resolve(request, variables, out _)!;
        _home = new StateHome(_context);
        _home.Create();
    }

    [Fact]
    public async Task State_and_socket_are_there_while_it_runs_and_gone_afterwards()
    {
        await using (var host = await StartAsync())
        {
            var probe = MonitorProbe.Probe(_home.Instance);
            Assert.Equal(MonitorPresence.Running, probe.Presence);
            Assert.Equal(host.Endpoint.ToString(), probe.Record!.Listen);
            var status = await new ControlClient(probe.Record.ControlSocket, TimeProvider.System).StatusAsync();
            Assert.Equal("running", status.State);
            Assert.Equal(probe.Record.ConfigSha256, status.ConfigSha256);
        }

        Assert.Equal(MonitorPresence.Stopped, MonitorProbe.Probe(_home.Instance).Presence);
        Assert.False(File.Exists(_home.Instance.ControlSocket));
    }

    [Fact]
    public async Task A_stop_through_the_socket_is_answered_when_it_has_stopped()
    {
        await using var host = await StartAsync();

        var answer = await new ControlClient(_home.Instance.ControlSocket, TimeProvider.System).StopAsync(TimeSpan.Zero);

        Assert.True(answer.Stopped);
        Assert.True(host.Stopped.IsCompletedSuccessfully);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(host.Endpoint));
    }

    [Fact]
    public async Task Without_a_control_socket_traffic_passes_and_is_inspected()
    {
        var setup = Setup();
        Directory.CreateDirectory(_home.Instance.ControlSocket);
        File.WriteAllText(Path.Join(_home.Instance.ControlSocket, "in the way"), "");

        await using var host = await MonitorHost.StartAsync(setup, _home.Instance, TimeProvider.System);

        Assert.Equal("fine", await SendAsync(host));
        await host.FlushAsync();
        Assert.Equal(1, host.Status().Findings!.ByPattern["ai_api_key"]);
        Assert.Equal("running", (await MonitorStatus.AskAsync(_context, TimeProvider.System)).State);
    }

    [Fact]
    public async Task Without_a_log_that_can_be_written_traffic_passes_and_the_loss_is_counted()
    {
        await using var host = await StartAsync();
        Directory.Delete(Path.GetDirectoryName(host.FindingsFile)!, recursive: true);
        await File.WriteAllTextAsync(Path.GetDirectoryName(host.FindingsFile)!, "in the way");

        Assert.Equal("fine", await SendAsync(host));
        await host.FlushAsync();

        var log = host.Status().Log!;
        // The key, and where it went: an origin on this machine.
        Assert.Equal((0L, 2L), (log.Written, log.Lost));
        Assert.NotNull(log.LastError);
    }

    [Fact]
    public async Task A_port_that_is_taken_leaves_no_state()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        SafeFile.Replace(_context.ConfigPath, Encoding.UTF8.GetBytes($$"""{ "listen": "{{taken.LocalEndpoint}}" }"""));
        var setup = MonitorSetup.Load(_context, ConfigOverrides.None, out _, out _)!;

        var failure = await Assert.ThrowsAsync<MonitorStartException>(() => MonitorHost.StartAsync(setup, _home.Instance, TimeProvider.System));

        Assert.Contains("another process has this port", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_home.Instance.StateFile));
    }

    [Fact]
    public async Task A_reload_that_is_wrong_changes_nothing_and_one_that_is_right_names_what_waits()
    {
        await using var host = await StartAsync();
        var before = host.Status().ConfigSha256;

        SafeFile.Replace(_context.ConfigPath, """{ "max_scan_bytes": 1 }"""u8);
        var refused = host.Reload();
        Assert.False(refused.Applied);
        Assert.Contains("max_scan_bytes", Assert.Single(refused.Problems), StringComparison.Ordinal);
        Assert.Equal(before, host.Status().ConfigSha256);

        SafeFile.Replace(_context.ConfigPath, """{ "listen": "127.0.0.1:0", "max_scan_bytes": 4096, "patterns": { "disabled": ["ai_api_key", "private_destination"] } }"""u8);
        var applied = host.Reload();
        Assert.True(applied.Applied);
        Assert.Equal(["max_scan_bytes"], applied.RestartNeeded);

        await SendAsync(host);
        await host.FlushAsync();
        Assert.Equal(0, host.Status().Findings!.Total);
    }

    [Fact]
    public async Task A_reload_that_took_all_over_asks_for_no_restart()
    {
        await using (var host = await StartAsync())
        {
            SafeFile.Replace(_context.ConfigPath, """{ "listen": "127.0.0.1:0", "patterns": { "disabled": ["ai_api_key"] } }"""u8);
            Assert.Empty(host.Reload().RestartNeeded);
        }

        var told = await File.ReadAllTextAsync(_home.DiagnosticsLog, TestContext.Current.CancellationToken);
        Assert.Contains("Configuration read again", told, StringComparison.Ordinal);
        Assert.DoesNotContain("restart", told, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private MonitorSetup Setup()
    {
        SafeFile.Replace(_context.ConfigPath, """{ "listen": "127.0.0.1:0" }"""u8);
        return MonitorSetup.Load(_context, ConfigOverrides.None, out var problems, out _)
            ?? throw new InvalidOperationException(string.Join('\n', problems));
    }

    private Task<MonitorHost> StartAsync() => MonitorHost.StartAsync(Setup(), _home.Instance, TimeProvider.System);

    /// <summary>Sends a key through the monitor to an origin on this machine.</summary>
    private async Task<string> SendAsync(MonitorHost host)
    {
        using var origin = new TcpListener(IPAddress.Loopback, 0);
        origin.Start();
        var answering = AnswerAsync(origin);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Endpoint);
        var body = $"key={_key}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST http://{origin.LocalEndpoint}/save HTTP/1.1\r\nHost: {origin.LocalEndpoint}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var reader = new StreamReader(client.GetStream());
        var reply = await reader.ReadToEndAsync();
        await answering;
        return reply[(reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }

    private async Task AnswerAsync(TcpListener origin)
    {
        using var client = await origin.AcceptTcpClientAsync();
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!received.ToString().Contains(_key, StringComparison.Ordinal))
        {
            received.Append(Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer)));
        }

        await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nfine"u8.ToArray());
    }
}
