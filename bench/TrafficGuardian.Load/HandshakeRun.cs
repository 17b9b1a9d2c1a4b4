using System.Diagnostics;

namespace TrafficGuardian.Load;

/// <summary>New connections one after the other, each to another host: a handshake, one request, the end.</summary>
internal static class HandshakeRun
{
    private const int AtATime = 8;

    /// <summary>Goes through <paramref name="hosts"/> once, or again and again until the plan's duration is over.</summary>
    /// <param name="plan">Its TLS says whom to trust.</param>
    /// <param name="hosts">The names to ask for.</param>
    /// <param name="once">Each name once, however long it takes.</param>
    /// <returns>Latencies are those of a whole connection.</returns>
    public static LoadResult Execute(LoadPlan plan, IReadOnlyList<string> hosts, bool once)
    {
        int next = -1;
        int errors = 0;
        long bytes = 0;
        var latencies = new List<long>[AtATime];
        long start = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, AtATime).Select(i => new Thread(() => latencies[i] = [.. Connections()]))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        return LoadResult.Of([.. latencies.SelectMany(l => l)], errors, Stopwatch.GetElapsedTime(start), bytes);

        IEnumerable<long> Connections()
        {
            int number;
            while (((number = Interlocked.Increment(ref next)) < hosts.Count || !once) && (once || !Over()))
            {
                long begun = Stopwatch.GetTimestamp();
                if (TryConnection(plan with { Tls = plan.Tls! with { Host = hosts[number % hosts.Count] } }))
                {
                    yield return Stopwatch.GetTimestamp() - begun;
                }
            }
        }

        bool Over() => Stopwatch.GetElapsedTime(start) >= plan.Duration;

        bool TryConnection(LoadPlan own)
        {
            try
            {
                using var connection = new HttpConnection(own);
                Interlocked.Add(ref bytes, connection.Exchange());
                return true;
            }
            catch (Exception e) when (LoadRun.IsFailure(e))
            {
                Console.Error.WriteLine($"load: {e.Message}");
                Interlocked.Increment(ref errors);
                return false;
            }
        }
    }

    /// <summary>Connections that have done one request each and wait for the next.</summary>
    public static IReadOnlyList<HttpConnection> Idle(LoadPlan plan, int count, IReadOnlyList<string> hosts)
    {
        var connections = new HttpConnection[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, i =>
        {
            connections[i] = new HttpConnection(plan with { Tls = plan.Tls! with { Host = hosts[i % hosts.Count] } });
            connections[i].Exchange();
        });
        return connections;
    }
}
