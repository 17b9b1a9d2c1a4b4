using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TrafficGuardian.Load;

/// <summary>A closed loop of requests: one thread with blocking sockets a connection, so that the client costs least.</summary>
internal static class LoadRun
{
    public static LoadResult Execute(LoadPlan plan)
    {
        int left = plan.Requests;
        int errors = 0;
        long bytes = 0;
        long deadline = 0;
        var latencies = new List<long>[plan.Connections];
        using var open = new CountdownEvent(plan.Connections);
        using var go = new ManualResetEventSlim();
        Thread[] threads = [.. Enumerable.Range(0, plan.Connections).Select(i => new Thread(() => Connection(i)))];
        Array.ForEach(threads, t => t.Start());
        open.Wait();
        long start = Stopwatch.GetTimestamp();
        deadline = start + (long)(plan.Duration.TotalSeconds * Stopwatch.Frequency);
        go.Set();
        Array.ForEach(threads, t => t.Join());
        return LoadResult.Of([.. latencies.SelectMany(l => l)], errors, Stopwatch.GetElapsedTime(start), bytes);

        void Connection(int index)
        {
            latencies[index] = new(65_536);
            try
            {
                using HttpConnection? client = Open();
                open.Signal();
                go.Wait();
                if (client is not null)
                {
                    Repeat(client, latencies[index]);
                }
            }
            catch (Exception e) when (IsFailure(e))
            {
                Failed(e);
            }
        }

        HttpConnection? Open()
        {
            try
            {
                return new HttpConnection(plan);
            }
            catch (Exception e) when (IsFailure(e))
            {
                Failed(e);
                return null;
            }
        }

        void Repeat(HttpConnection client, List<long> own)
        {
            while (Stopwatch.GetTimestamp() < deadline && Interlocked.Decrement(ref left) >= 0)
            {
                long sent = Stopwatch.GetTimestamp();
                long received = client.Exchange();
                own.Add(Stopwatch.GetTimestamp() - sent);
                Interlocked.Add(ref bytes, received);
            }
        }

        void Failed(Exception e)
        {
            Console.Error.WriteLine($"load: {e.Message}");
            Interlocked.Increment(ref errors);
        }
    }

    /// <summary>What goes wrong with connections, and is counted.</summary>
    public static bool IsFailure(Exception e) =>
        e is SocketException or IOException or InvalidDataException or AuthenticationException or HttpRequestException;

    /// <summary>In microseconds; 0 where nothing was measured.</summary>
    public static double Percentile(ReadOnlySpan<long> sorted, double rank) =>
        sorted.IsEmpty ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * rank)] * 1e6 / Stopwatch.Frequency;
}
