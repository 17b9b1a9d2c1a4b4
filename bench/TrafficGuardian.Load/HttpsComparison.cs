using TrafficGuardian.Load.Contenders;
using TrafficGuardian.Load.Tls;

namespace TrafficGuardian.Load;

/// <summary>Runs all contenders in turn over HTTPS, as <see cref="Comparison"/> does over HTTP.</summary>
internal sealed class HttpsComparison(HttpsOrigins origins, IReadOnlyList<Contender> contenders, TimeSpan duration)
{
    private const int HostsAPass = 100;
    private const int IdleConnections = 1000;

    private readonly Dictionary<Contender, HttpsFootprint> _footprints = [];
    private int _hosts;

    public static int Run(Options options)
    {
        int rounds = options.Int("rounds", 5, 1, 100);
        var duration = TimeSpan.FromSeconds(options.Int("seconds", 2, 1, 60));
        using var origins = new HttpsOrigins();
        using var own = new Authority("Between");
        List<Contender> contenders =
        [
            new Direct(origins.Http1, origins.Authority.Certificate),
            .. Available(origins, own, options.Text("monitor")),
            .. Against(origins, options),
        ];
        try
        {
            new HttpsComparison(origins, contenders, duration).Measure(rounds);
            return 0;
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }

    private static IEnumerable<Contender> Available(HttpsOrigins origins, Authority own, string? monitor)
    {
        Contender?[] all =
        [
            Nginx.Executable is null ? null : new TerminatingNginx(origins.Http1, own, origins.Authority),
            Squid.Executable is null || BumpingSquid.Generator is null ? null : new BumpingSquid(own, origins.Authority),
            monitor is null ? null : new InterceptingMonitor(Path.GetFullPath(monitor), origins.Authority),
        ];
        string[] missing = ["no nginx here (Debian: nginx-light)", "no squid with TLS here (Debian: squid-openssl)", "no --monitor FILE (eng/publish makes one)"];
        foreach ((Contender? contender, string without) in all.Zip(missing))
        {
            if (contender is null)
            {
                Console.Error.WriteLine($"compare: {without}, its column is left out");
            }
        }

        return all.OfType<Contender>();
    }

    private static IEnumerable<Contender> Against(HttpsOrigins origins, Options options) => options.Text("against") is { } other
        ? [new InterceptingMonitor(Path.GetFullPath(other), origins.Authority) { Name = "against" }]
        : [];

    private void Measure(int rounds)
    {
        foreach (Contender contender in contenders)
        {
            _footprints[contender] = Footprint(contender);
        }

        IReadOnlyDictionary<Contender, List<HttpsSample>> samples = Rounds.Run(contenders, rounds, Round);
        Console.WriteLine(new HttpsTable(contenders, samples, _footprints).ToMarkdown());
        Rounds.WriteNotes(contenders);
    }

    private HttpsFootprint Footprint(Contender contender)
    {
        contender.Start();
        Thread.Sleep(Footprints.Rest);
        long idle = contender.ResidentBytes;
        IReadOnlyList<HttpConnection> connections = HandshakeRun.Idle(Plan(contender), IdleConnections, NewHosts());
        Thread.Sleep(2000);
        long connected = contender.ResidentBytes;
        foreach (HttpConnection connection in connections)
        {
            connection.Dispose();
        }

        // What it holds because of these connections shall not be taken for what it holds after load.
        contender.Stop();
        contender.Start();
        return new HttpsFootprint(idle, connected);
    }

    private HttpsSample Round(Contender contender)
    {
        LoadPlan plan = Plan(contender);
        LoadPlan down = plan with { Path = "/bytes/100000000", Duration = duration / 2 };
        LoadPlan up = plan with { Path = "/bytes/2", Body = 10_000_000, Duration = duration / 2 };
        string[] hosts = NewHosts();
        (LoadResult many, double processorMany) = Charged(contender, () => LoadRun.Execute(plan));
        LoadResult cold = HandshakeRun.Execute(plan, hosts, once: true);
        (LoadResult warm, double processorWarm) = Charged(
            contender, () => HandshakeRun.Execute(plan with { Duration = duration / 2 }, hosts, once: false));
        return new HttpsSample
        {
            Many = many,
            ProcessorMany = processorMany,
            Single = LoadRun.Execute(plan with { Connections = 1, Duration = duration / 2 }),
            Cold = cold,
            Warm = warm,
            ProcessorWarm = processorWarm,
            Download = (LoadRun.Execute(down with { Connections = 1 }), LoadRun.Execute(down with { Connections = 4 })),
            Upload = (LoadRun.Execute(up with { Connections = 1 }), LoadRun.Execute(up with { Connections = 4 })),
            EventP50 = LoadRun.Percentile(EventProbe.Delays(plan with { Path = "/events/100/3" }), 0.5),
            Http2 = contender is Direct or InterceptingMonitor ? Http2Run.ExecuteAsync(Http2Plan(contender)).GetAwaiter().GetResult() : null,
        };
    }

    private static (LoadResult Result, double Microseconds) Charged(Contender contender, Func<LoadResult> run)
    {
        TimeSpan before = contender.ProcessorTime;
        LoadResult result = run();
        return (result, (contender.ProcessorTime - before).TotalMicroseconds / Math.Max(1, result.Requests));
    }

    private LoadPlan Plan(Contender contender) => new()
    {
        Origin = origins.Http1,
        Via = contender.Endpoint,
        Form = contender.Form,
        Tls = new ClientTls(contender.Authority!, ClientTls.HostName(0)),
        Connections = 16,
        Duration = duration,
    };

    private LoadPlan Http2Plan(Contender contender) => Plan(contender) with
    {
        Origin = origins.Http2,
        Via = contender is Direct ? origins.Http2 : contender.Endpoint,
        Duration = duration / 2,
    };

    /// <summary>Hosts that no contender has met.</summary>
    private string[] NewHosts()
    {
        string[] hosts = [.. Enumerable.Range(_hosts, HostsAPass).Select(ClientTls.HostName)];
        _hosts += HostsAPass;
        origins.Prepare(hosts);
        return hosts;
    }
}
