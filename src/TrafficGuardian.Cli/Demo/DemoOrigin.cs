using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Cli.Demo;

/// <summary>
/// Stands for every host of the demo: the monitor is told to use it as its upstream proxy, so that
/// made-up names are never looked up and nothing leaves the machine.
/// </summary>
internal sealed class DemoOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, string> _replies;
    private readonly Task _accepting;

    public DemoOrigin(IEnumerable<DemoStep> steps)
    {
        _replies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            _replies[step.Url.AbsoluteUri] = step.Reply;
        }

        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false)));
            }
        }
        catch (OperationCanceledException)
        {
            // The demo is over.
        }

        await Task.WhenAll(serving).ConfigureAwait(false);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await ReadRequestAsync(reader).ConfigureAwait(false) is { } target)
                {
                    var body = _replies.GetValueOrDefault(target, "not in the script");
                    var reply = $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n{body}";
                    await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(reply), _stop.Token).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The other side went first, or the demo is over.
            }
        }
    }

    /// <returns>The request's target in absolute form; null at the end of the connection.</returns>
    private async Task<string?> ReadRequestAsync(StreamReader reader)
    {
        var start = await reader.ReadLineAsync(_stop.Token).ConfigureAwait(false);
        var length = 0;
        while (await reader.ReadLineAsync(_stop.Token).ConfigureAwait(false) is { Length: > 0 } line)
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line.AsSpan("Content-Length:".Length));
            }
        }

        if (length > 0)
        {
            await reader.ReadBlockAsync(new char[length], _stop.Token).ConfigureAwait(false);
        }

        return start?.Split(' ') is [_, var target, _] ? target : null;
    }
}
