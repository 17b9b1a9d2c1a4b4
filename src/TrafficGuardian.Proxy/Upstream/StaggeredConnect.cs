using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>
/// Connects to whichever of several addresses answers first; the next attempt begins when the one before it
/// failed or 250 ms passed (RFC 8305 section 5).
/// </summary>
internal sealed class StaggeredConnect(IPAddress[] addresses, int port, TimeProvider time)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    /// <summary>Why the last attempt failed.</summary>
    public SocketError LastError { get; private set; } = SocketError.HostUnreachable;

    /// <returns>A connected socket, or null where every address failed.</returns>
    public async Task<Socket?> RunAsync(CancellationToken cancel)
    {
        if (addresses.Length == 1)
            return await AttemptAsync(addresses[0], cancel);

        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = new List<Task<Socket?>>();
        try
        {
            foreach (var address in AlternatingFamilies())
            {
                running.Add(AttemptAsync(address, losers.Token));
                if (await FirstConnectedAsync(running, Task.Delay(Delay, time, losers.Token)) is { } early)
                    return early;
            }

            return await FirstConnectedAsync(running, Task.Delay(Timeout.InfiniteTimeSpan, time, losers.Token));
        }
        finally
        {
            await losers.CancelAsync();
            foreach (var loser in running)
                _ = loser.ContinueWith(static t => t.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }

    /// <summary>Waits until one attempt connects, all have failed, or <paramref name="until"/> is over.</summary>
    private static async Task<Socket?> FirstConnectedAsync(List<Task<Socket?>> running, Task until)
    {
        while (running.Count > 0)
        {
            var done = await Task.WhenAny([.. running, until]);
            if (done == until)
            {
                await until;
                return null;
            }

            var attempt = (Task<Socket?>)done;
            running.Remove(attempt);
            if (await attempt is { } socket)
                return socket;
        }

        return null;
    }

    private async Task<Socket?> AttemptAsync(IPAddress address, CancellationToken cancel)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(address, port), cancel);
            return socket;
        }
        catch (SocketException e)
        {
            LastError = e.SocketErrorCode;
            socket?.Dispose();
            return null;
        }
        catch (OperationCanceledException)
        {
            socket?.Dispose();
            throw;
        }
    }

    /// <summary>The resolver's order, families taking turns (RFC 8305 section 4).</summary>
    private IEnumerable<IPAddress> AlternatingFamilies()
    {
        var first = addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily).ToArray();
        var second = addresses.Where(a => a.AddressFamily != addresses[0].AddressFamily).ToArray();
        for (var i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            if (i < first.Length)
                yield return first[i];
            if (i < second.Length)
                yield return second[i];
        }
    }
}
