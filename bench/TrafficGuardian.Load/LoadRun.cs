using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TrafficGuardian.Load;

/// <summary>
/// A closed loop of requests: one thread with blocking sockets a connection, so that the client costs least. The clock
/// starts when all connections are open.
/// </summary>
internal sealed class LoadRun : IDisposable
{
    private readonly LoadPlan _plan;
    private readonly List<long>[] _latencies;
    private readonly CountdownEvent _open;
    private readonly ManualResetEventSlim _go = new();
    private long _deadline;
    private long _bytes;
    private int _left;
    private int _errors;

    private LoadRun(LoadPlan plan)
    {
        _plan = plan;
        _left = plan.Requests;
        _latencies = [.. Enumerable.Range(0, plan.Connections).Select(_ => new List<long>(65_536))];
        _open = new CountdownEvent(plan.Connections);
    }

    public static LoadResult Execute(LoadPlan plan)
    {
        using var run = new LoadRun(plan);
        return run.Execute();
    }

    /// <summary>What goes wrong with connections, and is counted.</summary>
    public static bool IsFailure(Exception e) =>
        e is SocketException or IOException or InvalidDataException or AuthenticationException;

    /// <summary>In microseconds; 0 where nothing was measured.</summary>
    public static double Percentile(ReadOnlySpan<long> sorted, double rank) =>
        sorted.IsEmpty ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * rank)] * 1e6 / Stopwatch.Frequency;

    public void Dispose()
    {
        _open.Dispose();
        _go.Dispose();
    }

    private LoadResult Execute()
    {
        Thread[] threads = [.. _latencies.Select(own => new Thread(() => Connection(own)))];
        Array.ForEach(threads, t => t.Start());
        _open.Wait();
        long start = Stopwatch.GetTimestamp();
        _deadline = start + (long)(_plan.Duration.TotalSeconds * Stopwatch.Frequency);
        _go.Set();
        Array.ForEach(threads, t => t.Join());
        return LoadResult.Of([.. _latencies.SelectMany(l => l)], _errors, Stopwatch.GetElapsedTime(start), _bytes);
    }

    private void Connection(List<long> own)
    {
        using HttpConnection? client = Try(() => new HttpConnection(_plan));
        _open.Signal();
        _go.Wait();
        if (client is not null)
        {
            Try(() => Repeat(client, own));
        }
    }

    private object? Repeat(HttpConnection client, List<long> own)
    {
        while (Stopwatch.GetTimestamp() < _deadline && Interlocked.Decrement(ref _left) >= 0)
        {
            long sent = Stopwatch.GetTimestamp();
            long received = client.Exchange();
            own.Add(Stopwatch.GetTimestamp() - sent);
            Interlocked.Add(ref _bytes, received);
        }

        return null;
    }

    private T? Try<T>(Func<T> act)
        where T : class?
    {
        try
        {
            return act();
        }
        catch (Exception e) when (IsFailure(e))
        {
            Console.Error.WriteLine($"load: {e.Message}");
            Interlocked.Increment(ref _errors);
            return null;
        }
    }
}
