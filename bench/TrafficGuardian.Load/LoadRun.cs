using System.Diagnostics;
using System.Net.Sockets;

namespace TrafficGuardian.Load;

/// <summary>A closed loop of requests: one thread with blocking sockets a connection, so that the client costs least.</summary>
internal static class LoadRun
{
    public static LoadResult Execute(LoadPlan plan)
    {
        int left = plan.Requests;
        int errors = 0;
        long bytes = 0;
        var latencies = new List<long>[plan.Connections];
        long start = Stopwatch.GetTimestamp();
        long deadline = start + (long)(plan.Duration.TotalSeconds * Stopwatch.Frequency);
        Thread[] threads = [.. Enumerable.Range(0, plan.Connections).Select(i => new Thread(() => Connection(i)))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        long[] sorted = [.. latencies.SelectMany(l => l)];
        Array.Sort(sorted);
        return new LoadResult(
            sorted.Length, errors, sorted.Length / seconds, Percentile(sorted, 0.5), Percentile(sorted, 0.99), bytes / seconds / 1e6);

        void Connection(int index)
        {
            List<long> own = latencies[index] = new(65_536);
            try
            {
                using var client = new HttpConnection(plan);
                while (Stopwatch.GetTimestamp() < deadline && Interlocked.Decrement(ref left) >= 0)
                {
                    long sent = Stopwatch.GetTimestamp();
                    long received = client.Exchange();
                    own.Add(Stopwatch.GetTimestamp() - sent);
                    Interlocked.Add(ref bytes, received);
                }
            }
            catch (Exception e) when (e is SocketException or InvalidDataException)
            {
                Console.Error.WriteLine($"load: {e.Message}");
                Interlocked.Increment(ref errors);
            }
        }
    }

    /// <summary>In microseconds; 0 where nothing was measured.</summary>
    public static double Percentile(ReadOnlySpan<long> sorted, double rank) =>
        sorted.IsEmpty ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * rank)] * 1e6 / Stopwatch.Frequency;
}
