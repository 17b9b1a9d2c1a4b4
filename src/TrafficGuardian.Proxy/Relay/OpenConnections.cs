using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>The downstream connections of one server. Thread-safe.</summary>
/// <param name="most">Most at once. Several listeners that accept at the same moment may exceed it by one each.</param>
/// <param name="counters">Told of each that opens and closes.</param>
/// <param name="logger">Told of faults.</param>
internal sealed class OpenConnections(int most, ProxyCounters counters, ILogger logger)
{
    /// <summary>
    /// How many idle ones are closed where one is wanted, so that not each of many arrivals goes through them all, and how many that
    /// are about to end count as ended.
    /// </summary>
    private const int ClosedAtOnce = 32;

    private readonly ConcurrentDictionary<DownstreamConnection, Task> _running = new();
    private int _count;
    private int _closing;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Completes when those that are open now have ended.</summary>
    public Task Ended => Task.WhenAll(_running.Values);

    /// <summary>
    /// Whether one more may be open. Where all room is taken, idle ones make some: their clients are used to that, for a connection may
    /// be closed between two requests at any time (RFC 9112 section 9.5).
    /// </summary>
    public bool TryMakeRoom() => Count - Math.Min(Volatile.Read(ref _closing), ClosedAtOnce) < most || CloseSomeIdle();

    /// <summary>Closes some that are idle.</summary>
    /// <returns>Whether there was one.</returns>
    public bool CloseSomeIdle()
    {
        var closed = 0;
        foreach (var (connection, _) in _running)
        {
            if (!connection.CloseIfIdle(evenUnused: true))
                continue;
            Interlocked.Increment(ref _closing);
            if (++closed == ClosedAtOnce)
                break;
        }

        return closed > 0;
    }

    /// <summary>Serves a connection until it ends.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="ended">Called then.</param>
    public void Add(DownstreamConnection connection, Action ended)
    {
        Interlocked.Increment(ref _count);
        counters.Opened();
        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[connection] = RunAsync(connection, ended, registered.Task);
        registered.SetResult();
    }

    public void CloseIdle(bool evenUnused = false)
    {
        foreach (var (connection, _) in _running)
        {
            if (connection.CloseIfIdle(evenUnused))
                Interlocked.Increment(ref _closing);
        }
    }

    public void Cut()
    {
        foreach (var (connection, _) in _running)
            connection.Cut();
    }

    private async Task RunAsync(DownstreamConnection connection, Action ended, Task registered)
    {
        await registered;
        try
        {
            await connection.RunAsync();
        }
        catch (Exception e)
        {
            RelayLog.ConnectionFailed(logger, e);
        }
        finally
        {
            ended();
            counters.Closed();
            _running.TryRemove(connection, out _);
            Interlocked.Decrement(ref _count);
            if (connection.ClosedIdle)
                Interlocked.Decrement(ref _closing);
        }
    }
}
