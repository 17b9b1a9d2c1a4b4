using System.Net;
using TrafficGuardian.Load.Contenders;

namespace TrafficGuardian.Load;

/// <summary>Runs all contenders in turn over HTTP.</summary>
internal sealed class Comparison(Origin origin, IReadOnlyList<Contender> contenders, TimeSpan duration)
{
    private readonly Dictionary<Contender, Footprint> _footprints = [];

    public static int Run(Options options)
    {
        int rounds = options.Int("rounds", 5, 1, 100);
        var duration = TimeSpan.FromSeconds(options.Int("seconds", 2, 1, 60));
        using var origin = new Origin(0);
        List<Contender> contenders = [new Direct(origin.Endpoint), .. Available(origin.Endpoint, options.Text("monitor")), .. Against(options)];
        try
        {
            new Comparison(origin, contenders, duration).Measure(rounds);
            return 0;
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }

    private static IEnumerable<Contender> Available(IPEndPoint origin, string? monitor)
    {
        if (Nginx.Executable is not null)
        {
            yield return new Nginx(origin);
        }
        else
        {
            Console.Error.WriteLine("compare: no nginx here, its column is left out (Debian: apt-get install nginx-light)");
        }

        if (Squid.Executable is not null)
        {
            yield return new Squid();
        }
        else
        {
            Console.Error.WriteLine("compare: no squid here, its column is left out");
        }

        if (monitor is not null)
        {
            yield return new Contenders.Monitor(Path.GetFullPath(monitor));
        }
        else
        {
            Console.Error.WriteLine("compare: no --monitor FILE, its column is left out (eng/publish makes one)");
        }
    }

    private static IEnumerable<Contender> Against(Options options) => options.Text("against") is { } other
        ? [new Contenders.Monitor(Path.GetFullPath(other)) { Name = "against" }]
        : [];

    private void Measure(int rounds)
    {
        const int Starts = 5;
        foreach (Contender contender in contenders)
        {
            // The last start stays for the rounds.
            var starts = new List<TimeSpan>();
            for (int i = 0; i < Starts; i++)
            {
                contender.Stop();
                starts.Add(contender.Start());
            }

            Thread.Sleep(Footprints.Rest);
            _footprints[contender] = new Footprint(starts.Order().ElementAt(Starts / 2), contender.ResidentBytes);
        }

        IReadOnlyDictionary<Contender, List<Sample>> samples = Rounds.Run(contenders, rounds, Round);
        Console.WriteLine(new ResultTable(contenders, samples, _footprints).ToMarkdown());
        Rounds.WriteNotes(contenders);
    }

    private Sample Round(Contender contender)
    {
        var plan = new LoadPlan { Origin = origin.Endpoint, Via = contender.Endpoint, Form = contender.Form, Duration = duration };
        return new Sample(
            LoadRun.Execute(plan),
            LoadRun.Execute(plan with { Connections = 1, Duration = duration / 2 }),
            LoadRun.Execute(plan with { Connections = 4, Path = "/bytes/8388608" }),
            LoadRun.Percentile(EventProbe.Delays(plan with { Path = "/events/100/3" }), 0.5));
    }
}
