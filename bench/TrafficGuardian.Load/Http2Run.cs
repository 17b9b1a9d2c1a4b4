using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace TrafficGuardian.Load;

/// <summary>Many requests at once on one HTTP/2 connection, with .NET's own client.</summary>
internal static class Http2Run
{
    private const int Streams = 100;

    /// <param name="plan">Its origin speaks HTTP/2 and is known by its address.</param>
    public static async Task<LoadResult> ExecuteAsync(LoadPlan plan)
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = plan.Form == RequestForm.Tunnel,
            Proxy = new WebProxy($"http://{plan.Via}"),
            SslOptions = plan.Tls!.Options(),
        };
        using var client = new HttpClient(handler)
        {
            BaseAddress = new Uri($"https://{plan.Origin}"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        int errors = 0;
        long bytes = 0;
        var latencies = new ConcurrentBag<List<long>>();

        // The first request opens the connection.
        await client.GetByteArrayAsync("/");
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => Task.Run(StreamsAsync)));
        return LoadResult.Of([.. latencies.SelectMany(l => l)], errors, Stopwatch.GetElapsedTime(start), bytes);

        async Task StreamsAsync()
        {
            var own = new List<long>();
            latencies.Add(own);
            try
            {
                while (Stopwatch.GetElapsedTime(start) < plan.Duration)
                {
                    long sent = Stopwatch.GetTimestamp();
                    Interlocked.Add(ref bytes, (await client.GetByteArrayAsync("/")).Length);
                    own.Add(Stopwatch.GetTimestamp() - sent);
                }
            }
            catch (HttpRequestException e)
            {
                Console.Error.WriteLine($"load: {e.Message}");
                Interlocked.Increment(ref errors);
            }
        }
    }
}
