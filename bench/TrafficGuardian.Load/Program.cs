using System.Globalization;
using System.Net;
using TrafficGuardian.Load;

const string Usage = """
    origin  [--port N]                      a fast HTTP/1.1 origin on loopback, until interrupted:
                                            /bytes/N  /events/COUNT/INTERVAL_MS
    load    --origin HOST:PORT              closed loop of requests; prints one JSON line
            [--via HOST:PORT] [--form origin|absolute|tunnel]
            [--path /bytes/1024] [--connections 16] [--seconds 5 | --requests N]
    compare [--monitor FILE] [--rounds 5] [--seconds 2]
                                            direct, nginx, squid and the monitor in turn; prints a Markdown table
    """;

try
{
    var options = new Options(args.Skip(1));
    switch (args.FirstOrDefault())
    {
        case "origin":
            using (var origin = new Origin(options.Int("port", 0, 0, 65_535)))
            {
                Console.WriteLine(origin.Endpoint);
                using var interrupted = new ManualResetEventSlim();
                Console.CancelKeyPress += (_, e) => { e.Cancel = true; interrupted.Set(); };
                interrupted.Wait();
            }

            return 0;
        case "load":
            var target = IPEndPoint.Parse(options.Text("origin") ?? throw new FormatException("load: name the origin with --origin HOST:PORT"));
            string? via = options.Text("via");
            var plan = new LoadPlan
            {
                Origin = target,
                Via = via is null ? target : IPEndPoint.Parse(via),
                Form = Enum.Parse<RequestForm>(options.Text("form") ?? (via is null ? "origin" : "absolute"), ignoreCase: true),
                Path = options.Text("path") ?? "/bytes/1024",
                Connections = options.Int("connections", 16, 1, 512),
                Duration = TimeSpan.FromSeconds(options.Int("seconds", 5, 1, 300)),
                Requests = options.Int("requests", int.MaxValue, 1, int.MaxValue),
            };
            LoadResult result = LoadRun.Execute(plan);
            Console.WriteLine(result.ToJson());
            return result.Errors == 0 ? 0 : 1;
        case "compare":
            return Comparison.Run(options);
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
