using System.Net;
using System.Net.Sockets;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Relay;

public sealed class LogTests
{
    [Theory]
    [InlineData("GET http://{0}:8080/p?q HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT {0}:8080 HTTP/1.1\r\n\r\n")]
    public async Task A_host_that_a_client_names_is_not_logged_for_a_name_can_carry_a_secret(string request)
    {
        const string Host = "a-secret-in-hex.collector.example";
        var logger = new LineLogger();
        var options = new ProxyOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
        };
        await using (var proxy = new ProxyServer(options, new RecordingObserver(), logger))
        {
            proxy.Start();
            using var client = await Peer.ConnectAsync(proxy.Endpoint);
            await client.SendAsync(request.Replace("{0}", Host, StringComparison.Ordinal));
            Assert.StartsWith("HTTP/1.1 502 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        }

        Assert.Contains(logger.Lines, line => line.Contains("port 8080", StringComparison.Ordinal));
        Assert.DoesNotContain(logger.Lines, line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("/p", StringComparison.Ordinal));
    }
}
