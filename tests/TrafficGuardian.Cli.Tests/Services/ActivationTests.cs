using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Services;

/// <summary>The executable under a service manager: sockets handed over, readiness told, restarts that nobody notices.</summary>
public sealed class ActivationTests : IAsyncDisposable
{
    private readonly TestHome _home = new();
    private readonly TestOrigin _origin = new();

    public ActivationTests() => _home.Configure("{}");

    [Fact]
    public async Task It_takes_the_socket_tells_when_it_is_ready_and_feeds_the_watchdog()
    {
        using var manager = new ActivatingManager(_home);
        await manager.StartAsync();
        var ready = await manager.HearAsync("READY=1");
        Assert.Contains($"MAINPID={manager.Pid}", ready, StringComparison.Ordinal);
        Assert.Contains($"STATUS=Listening on 127.0.0.1:{manager.Ports[0]}", ready, StringComparison.Ordinal);
        using var client = await manager.ConnectAsync();
        Assert.EndsWith("fine", await AskAsync(client), StringComparison.Ordinal);
        await manager.HearAsync("WATCHDOG=1");
        await manager.HearAsync("WATCHDOG=1");
        using var status = JsonDocument.Parse((await _home.CallAsync("status", "--json", "--platform", "nanoclaw", "--home", _home.Guardian)).Output);
        Assert.Equal($"127.0.0.1:{manager.Ports[0]}", status.RootElement.GetProperty("listen").GetString());

        manager.Signal("HUP");
        var reloading = await manager.HearAsync("RELOADING=1");
        Assert.Matches("MONOTONIC_USEC=[1-9][0-9]+", reloading);
        await manager.HearAsync("READY=1");
        manager.Signal("TERM");
        await manager.HearAsync("STOPPING=1");
        Assert.Equal(0, await manager.ExitAsync());
    }

    [Fact]
    public async Task A_restart_finishes_what_is_in_flight_and_serves_who_connects_meanwhile()
    {
        using var manager = new ActivatingManager(_home);
        await manager.StartAsync();
        await manager.HearAsync("READY=1");
        var gate = new TaskCompletionSource();
        _origin.Gate = gate.Task;
        using var before = await manager.ConnectAsync();
        var asking = AskAsync(before);
        await _origin.FirstRequest.Task;

        manager.Signal("TERM");
        await manager.HearAsync("STOPPING=1");
        using var meanwhile = await manager.ConnectAsync();
        var waiting = AskAsync(meanwhile);
        gate.SetResult();
        Assert.EndsWith("fine", await asking, StringComparison.Ordinal);
        Assert.Equal(0, await manager.ExitAsync());
        using var between = await manager.ConnectAsync();
        var alsoWaiting = AskAsync(between);
        Assert.False(alsoWaiting.IsCompleted);

        await manager.StartAsync();
        await manager.HearAsync("READY=1");
        Assert.EndsWith("fine", await alsoWaiting, StringComparison.Ordinal);
        Assert.EndsWith("fine", await waiting, StringComparison.Ordinal);
        manager.Signal("TERM");
        Assert.Equal(0, await manager.ExitAsync());
    }

    [Fact]
    public async Task A_routes_socket_is_known_by_its_name()
    {
        _home.Configure($$"""{ "routes": [{ "listen": "127.0.0.1:18971", "target": "{{_origin.Url}}" }] }""");
        using var manager = new ActivatingManager(_home, names: "route-18971:proxy", count: 2);
        await manager.StartAsync();
        await manager.HearAsync("READY=1");
        using var client = await manager.ConnectAsync(0);
        await client.GetStream().WriteAsync("GET /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
        await _origin.FirstRequest.Task;
        Assert.StartsWith("GET /v1/models ", Assert.Single(_origin.Received), StringComparison.Ordinal);
        manager.Signal("TERM");
        Assert.Equal(0, await manager.ExitAsync());
    }

    [Theory]
    [InlineData("0.0.0.0", "listening", "proxy", 1, "is not a loopback address")]
    [InlineData("127.0.0.1", "bound", "proxy", 1, "which is no listening TCP socket")]
    [InlineData("127.0.0.1", "datagram", "proxy", 1, "which is no listening TCP socket")]
    [InlineData("127.0.0.1", "listening", "proxy:other", 2, "nothing here is served on it")]
    public async Task What_can_not_be_served_is_told_and_nothing_starts(string address, string kind, string names, int count, string says)
    {
        using var manager = new ActivatingManager(_home, names, count, address, kind);
        await manager.StartAsync();
        Assert.Equal(1, await manager.ExitAsync());
        Assert.Contains(says, manager.Printed, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_home.Guardian, "state.json")));
    }

    [Fact]
    public async Task Sockets_that_are_meant_for_another_process_are_left_alone()
    {
        _home.Configure("""{ "listen": "127.0.0.1:0" }""");
        _home.Set("LISTEN_PID", "1");
        _home.Set("LISTEN_FDS", "1");
        using var process = CliProcess.Start(_home, "start");
        await CliProcess.LineAsync(process.Output, line => line.StartsWith("Listening on 127.0.0.1:", StringComparison.Ordinal));
        process.Signal("TERM");
        Assert.Equal(0, (await process.FinishAsync()).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _home.Dispose();
    }

    private async Task<string> AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {_origin.Url}/ HTTP/1.1\r\nHost: x\r\n\r\n"));
        var buffer = new byte[4096];
        var text = "";
        while (!text.EndsWith("fine", StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer);
            if (read == 0)
            {
                return text;
            }

            text += Encoding.ASCII.GetString(buffer, 0, read);
        }

        return text;
    }
}
