using System.Globalization;
using TrafficGuardian.Load;
using TrafficGuardian.Load.Tls;

const string Usage = """
    origin  [--port N]                      a fast HTTP/1.1 origin on loopback, until interrupted:
                                            /bytes/N  /events/COUNT/INTERVAL_MS
            [--tls FILE]                    … with TLS; the CA of its certificates is written to FILE
    load    --origin HOST:PORT              closed loop of requests; prints one JSON line
            [--via HOST:PORT] [--form origin|absolute|tunnel]
            [--path /bytes/1024] [--body BYTES] [--connections 16] [--seconds 5 | --requests N]
            [--ca FILE [--host NAME]]       … over TLS, trusting that CA
    handshakes --origin HOST:PORT --ca FILE a connection for each request, over many hosts, 8 at a time
            [--via HOST:PORT] [--hosts 100] [--seconds 5]
    events  --origin HOST:PORT              delay of an event from send to receive; prints one JSON line
            [--via HOST:PORT] [--form origin|absolute|tunnel] [--path /events/100/3]
    compare [--monitor FILE] [--against FILE] [--rounds 5] [--seconds 2]
                                            direct, nginx, squid, the monitor and another build of it in turn; prints a Markdown table
    compare-https [--monitor FILE] [--against FILE] [--rounds 5] [--seconds 2]
                                            the same over HTTPS, which all but direct open and read
    """;

try
{
    var options = new Options(args.Skip(1));
    switch (args.FirstOrDefault())
    {
        case "origin":
            using (var authority = new Authority("Origin"))
            using (var origin = new Origin(options.Int("port", 0, 0, 65_535), options.Text("tls") is null ? null : new ServerTls(authority)))
            {
                if (options.Text("tls") is { } file)
                {
                    File.WriteAllText(file, authority.CertificatePem);
                }

                Console.WriteLine(origin.Endpoint);
                using var interrupted = new ManualResetEventSlim();
                Console.CancelKeyPress += (_, e) => { e.Cancel = true; interrupted.Set(); };
                interrupted.Wait();
            }

            return 0;
        case "load":
            LoadResult result = LoadRun.Execute(LoadPlan.From(options, "/bytes/1024"));
            Console.WriteLine(result.ToJson());
            return result.Errors == 0 ? 0 : 1;
        case "events":
            long[] delays = EventProbe.Delays(LoadPlan.From(options, "/events/100/3"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"events":{{delays.Length}},"p50_us":{{LoadRun.Percentile(delays, 0.5):F1}},"p99_us":{{LoadRun.Percentile(delays, 0.99):F1}}}"""));
            return 0;
        case "compare":
            return Comparison.Run(options);
        case "compare-https":
            return HttpsComparison.Run(options);
        case "handshakes":
            LoadResult handshakes = HandshakeRun.Execute(
                LoadPlan.From(options, "/bytes/1024"), [.. Enumerable.Range(0, options.Int("hosts", 100, 1, 10_000)).Select(ClientTls.HostName)], once: false);
            Console.WriteLine(handshakes.ToJson());
            return handshakes.Errors == 0 ? 0 : 1;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (Exception e) when (e is FormatException or ArgumentException)
{
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{e.Message}\n{Usage}"));
    return 2;
}
