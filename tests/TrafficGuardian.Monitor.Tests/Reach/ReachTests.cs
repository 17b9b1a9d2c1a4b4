using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Monitor.Tests.Reach;

/// <summary>A container in a network namespace, a monitor for it, and this machine's own services, which it must not get at.</summary>
public sealed class ReachTests
{
    public static TheoryData<string, string, Severity> Inside => new()
    {
        { "127.0.0.1", "this machine", Severity.Low },
        { "127.8.9.10", "this machine", Severity.Low },
        { "127.1", "hides", Severity.High },
        { "2130706433", "hides", Severity.High },
        { "0x7f000001", "hides", Severity.High },
        { "0X7F.1", "hides", Severity.High },
        { "0177.0.0.1", "hides", Severity.High },
        { "017700000001", "hides", Severity.High },
        { "127.0.0.1.", "this machine", Severity.Low },
        { "localhost", "this machine", Severity.Low },
        { "LocalHost.", "this machine", Severity.Low },
        { "app.localhost", "this machine", Severity.Low },
        { "0.0.0.0", "hides", Severity.High },
        { "0", "hides", Severity.High },
        { "[::1]", "this machine", Severity.Low },
        { "[::1%25lo]", "this machine", Severity.Low },
        { "[::]", "hides", Severity.High },
        { "[0:0:0:0:0:0:0:1]", "this machine", Severity.Low },
        { "[::ffff:127.0.0.1]", "hides", Severity.High },
        { "[::ffff:7f00:1]", "hides", Severity.High },
        { "[::127.0.0.1]", "hides", Severity.High },
        { "[64:ff9b::7f00:1]", "hides", Severity.High },
        { "[2002:7f00:1::1]", "hides", Severity.High },
        { "[fe80::1]", "link-local", Severity.High },
        { "[fe80::1%25eth0]", "link-local", Severity.High },
        { "[fd00::1]", "private network", Severity.Low },
        { "[ff02::1]", "none of the public internet", Severity.Low },
        { "169.254.169.254", "metadata", Severity.High },
        { "2852039166", "hides", Severity.High },
        { "metadata.google.internal", "metadata", Severity.High },
        { "host.docker.internal", "private network", Severity.Low },
        { "10.1.2.3", "private network", Severity.Low },
        { "172.16.0.1", "private network", Severity.Low },
        { "192.168.1.1", "private network", Severity.Low },
        { "100.64.0.1", "private network", Severity.Low },
        { "10.0.0.1.nip.io", "hides", Severity.High },
        { "224.0.0.1", "none of the public internet", Severity.Low },
        { "255.255.255.255", "none of the public internet", Severity.Low },
    };

    [Theory]
    [MemberData(nameof(Inside))]
    public async Task No_spelling_gets_a_container_inside(string host, string says, Severity severity)
    {
        using var space = new NetworkNamespace();
        await using var monitor = await BridgeMonitor.StartAsync(space);
        using var service = Service();
        var port = ((IPEndPoint)service.LocalEndpoint).Port;
        string[] requests =
        [
            $"GET http://{host}:{port}/reload HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n",
            $"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n",
            $"GET https://{host}:{port}/ HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n",
            $"GET http://{host}:{port}/ws HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            $"PRI http://{host}:{port}/ HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
        ];
        foreach (var request in requests)
        {
            var answer = await monitor.AskAsync(request);
            Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("reachable_private_destinations", answer, StringComparison.Ordinal);
        }

        Assert.False(service.Pending(), "the service was reached");
        Assert.Equal(requests.Length, monitor.Host.Status().Traffic!.RefusedDestinations);
        var found = (await monitor.FindingsAsync()).Where(finding => finding.Pattern == "private_destination").ToList();
        Assert.True(found.Count >= requests.Length, $"{found.Count} findings");
        Assert.All(found, finding => Assert.Equal((severity, "172.31.99.2"), (finding.Severity, finding.Source)));
        Assert.All(found, finding => Assert.Contains(says, finding.Snippet, StringComparison.Ordinal));
        Assert.All(found, finding => Assert.EndsWith($":{port}", finding.Dest, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_address_of_this_machine_is_reached_and_the_monitors_own_is_none_of_them()
    {
        using var space = new NetworkNamespace();
        await using var monitor = await BridgeMonitor.StartAsync(space);
        using var service = Service();
        var port = ((IPEndPoint)service.LocalEndpoint).Port;
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address).Select(address => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{new IPAddress(address.GetAddressBytes())}]" : address.ToString());
        foreach (var authority in own.Select(host => $"{host}:{port}").Append(monitor.Host.Endpoint.ToString()))
        {
            Assert.StartsWith("HTTP/1.1 403 ", await monitor.AskAsync($"CONNECT {authority} HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        }

        Assert.False(service.Pending());
    }

    [Fact]
    public async Task What_is_listed_is_reached_from_the_next_reload_on_and_no_longer_after_another()
    {
        using var space = new NetworkNamespace();
        await using var monitor = await BridgeMonitor.StartAsync(space);
        using var service = Service();
        var authority = $"127.0.0.1:{((IPEndPoint)service.LocalEndpoint).Port}";
        var request = $"CONNECT {authority} HTTP/1.1\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 403 ", await monitor.AskAsync(request), StringComparison.Ordinal);

        foreach (var opened in new[] { ", \"reachable_private_destinations\": [\"127.0.0.0/8\"]", ", \"remote_destinations\": \"any\"" })
        {
            monitor.Configure(opened);
            Assert.True(monitor.Host.Reload().Applied);
            await using var client = monitor.Connect();
            await client.WriteAsync(Encoding.ASCII.GetBytes(request));
            using var accepted = await service.AcceptTcpClientAsync();
            await accepted.GetStream().WriteAsync("hello\n"u8.ToArray());
            using var reader = new StreamReader(client);
            Assert.Equal("HTTP/1.1 200 Connection established", await reader.ReadLineAsync());
            await reader.ReadLineAsync();
            Assert.Equal("hello", await reader.ReadLineAsync());

            monitor.Configure("");
            Assert.True(monitor.Host.Reload().Applied);
            Assert.StartsWith("HTTP/1.1 403 ", await monitor.AskAsync(request), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Behind_an_upstream_proxy_nothing_inside_is_asked_for()
    {
        using var space = new NetworkNamespace();
        using var proxy = Service();
        await using var monitor = await BridgeMonitor.StartAsync(
            space, $$""", "upstream": { "proxy": "http://127.0.0.1:{{((IPEndPoint)proxy.LocalEndpoint).Port}}" }""");
        foreach (var host in Inside.Select(row => row.Data.Item1).Append($"127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}"))
        {
            var authority = host.Contains("1:", StringComparison.Ordinal) && !host.Contains('[', StringComparison.Ordinal) ? host : $"{host}:80";
            Assert.StartsWith("HTTP/1.1 403 ", await monitor.AskAsync($"CONNECT {authority} HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        }

        Assert.False(proxy.Pending());
    }

    [Fact]
    public async Task Whoever_is_not_allowed_is_closed_before_anything_is_read_and_counted()
    {
        using var space = new NetworkNamespace();
        await using var monitor = await BridgeMonitor.StartAsync(space);
        for (var turn = 1; turn <= 5; turn++)
        {
            await using var stranger = monitor.Connect(from: NetworkNamespace.Stranger);
            var read = await Record.ExceptionAsync(async () => Assert.Equal(0, await stranger.ReadAsync(new byte[1])));
            Assert.True(read is null or IOException, read?.ToString());
            Assert.Equal(turn, monitor.Host.Status().Traffic!.RefusedClients);
        }

        Assert.Equal(0, monitor.Host.Status().Traffic!.Exchanges);
        Assert.StartsWith("HTTP/1.1 400 ", await monitor.AskAsync("GET / HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_opens_connections_without_end_takes_none_of_anothers()
    {
        using var space = new NetworkNamespace();
        await using var monitor = await BridgeMonitor.StartAsync(space);
        var held = new List<NetworkStream>();
        try
        {
            for (var count = 0; count < 600; count++)
            {
                held.Add(monitor.Connect());
            }

            await using var other = monitor.Connect(from: NetworkNamespace.Neighbour);
            await other.WriteAsync("CONNECT 10.0.0.1:80 HTTP/1.1\r\n\r\n"u8.ToArray());
            using var reader = new StreamReader(other);
            Assert.Equal("HTTP/1.1 403 Forbidden", await reader.ReadLineAsync());
            var traffic = monitor.Host.Status().Traffic!;
            Assert.Equal((88, 0), (traffic.RefusedConnections, traffic.RefusedClients));
        }
        finally
        {
            held.ForEach(static stream => stream.Dispose());
        }

        while (monitor.Host.Status().Traffic!.Active > 0)
        {
            await Task.Yield();
        }

        Assert.StartsWith("HTTP/1.1 403 ", await monitor.AskAsync("CONNECT 10.0.0.1:80 HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
    }

    /// <summary>A service of this machine, on each of its addresses.</summary>
    private static TcpListener Service()
    {
        var listener = TcpListener.Create(0);
        listener.Start();
        return listener;
    }
}
