using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Cli.Tests.Lifecycle;

/// <summary>Somebody opens more connections than there are descriptors for, and keeps them.</summary>
public sealed class FewDescriptorsTests : IDisposable
{
    private readonly TestHome _home = new();

    [Fact]
    public async Task Others_are_served_all_the_same()
    {
        await using var origin = new TestOrigin();
        _home.Configure("""{ "listen": "127.0.0.1:0" }""");
        using var monitor = CliProcess.StartProgram(
            _home, "/bin/sh", "-c", $"ulimit -n 256 && exec '{CliProcess.Executable}' start");
        var line = await CliProcess.LineAsync(monitor.Output, static line => line.StartsWith("Listening on ", StringComparison.Ordinal));
        var listen = IPEndPoint.Parse(line.Split(' ')[2]);
        var held = new List<TcpClient>();
        try
        {
            for (var count = 0; count < 300; count++)
            {
                var client = new TcpClient();
                held.Add(client);
                await client.ConnectAsync(listen);
            }

            Assert.Equal("HTTP/1.1 200 OK", await AskAsync(listen, new Uri(origin.Url)));
        }
        finally
        {
            held.ForEach(static client => client.Dispose());
        }

        Assert.Equal("HTTP/1.1 200 OK", await AskAsync(listen, new Uri(origin.Url)));
        CliProcess.Kill("TERM", monitor.Pid);
        var result = await monitor.FinishAsync();
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Error}");
    }

    public void Dispose() => _home.Dispose();

    /// <summary>Asks until there is an answer: connections that were made to go take a moment to do so.</summary>
    private static async Task<string> AskAsync(IPEndPoint monitor, Uri target)
    {
        var refused = 0;
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60))
        {
            using var client = new TcpClient();
            await client.ConnectAsync(monitor);
            try
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {target.Authority}\r\n\r\n"));
                using var reader = new StreamReader(client.GetStream());
                if (await reader.ReadLineAsync() is { } answer)
                {
                    return answer;
                }
            }
            catch (IOException)
            {
                // Closed unheard while the request was on its way.
            }

            refused++;
        }

        return $"refused {refused} times";
    }
}
