using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Cli.Tests;

/// <summary>
/// Stands for every host: the tests name it as the proxy that the environment already had, so that made-up names are
/// never looked up. CONNECT is answered with 200, and what comes in the tunnel like anything else.
/// </summary>
internal sealed class TestOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Task _accepting;

    public TestOrigin()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Everything that was received, as text.</summary>
    public ConcurrentQueue<string> Received { get; } = [];

    public string Reply { get; init; } = "fine";

    /// <summary>Where it is set, a reply waits for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Completes when the first request has come.</summary>
    public TaskCompletionSource FirstRequest { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await ReadRequestAsync(reader) is { } start)
                {
                    var reply = start.StartsWith("CONNECT ", StringComparison.Ordinal)
                        ? "HTTP/1.1 200 OK\r\n\r\n"
                        : $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {Reply.Length}\r\n\r\n{Reply}";
                    FirstRequest.TrySetResult();
                    await Gate.WaitAsync(_stop.Token);
                    await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(reply), _stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The other side went first, or the test is over.
            }
        }
    }

    private async Task<string?> ReadRequestAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync(_stop.Token) is not { } start)
        {
            return null;
        }

        var head = new StringBuilder(start);
        var length = 0;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            head.Append('\n').Append(line);
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line.AsSpan("Content-Length:".Length));
            }
        }

        var body = new char[length];
        if (length > 0)
        {
            await reader.ReadBlockAsync(body, _stop.Token);
        }

        Received.Enqueue(head.Append("\n\n").Append(body).ToString());
        return start;
    }
}
