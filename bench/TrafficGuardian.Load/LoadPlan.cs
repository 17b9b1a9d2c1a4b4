using System.Net;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Load.Tls;

namespace TrafficGuardian.Load;

/// <summary>What a run of load does.</summary>
internal sealed record LoadPlan
{
    public required IPEndPoint Origin { get; init; }

    /// <summary>Where connections are opened to: the origin, or what stands before it.</summary>
    public required IPEndPoint Via { get; init; }

    public required RequestForm Form { get; init; }

    /// <summary>TLS with the origin, inside a tunnel where there is one; null for none.</summary>
    public ClientTls? Tls { get; init; }

    public string Path { get; init; } = "/bytes/1024";

    /// <summary>Bytes that a request carries: a POST where there are any.</summary>
    public int Body { get; init; }

    /// <summary>Each sends its next request when the reply to the one before is whole.</summary>
    public int Connections { get; init; } = 16;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>All connections together; the run ends with these or with <see cref="Duration"/>.</summary>
    public int Requests { get; init; } = int.MaxValue;

    /// <summary>A plan as the command line says it.</summary>
    /// <exception cref="FormatException">The origin is missing, or a value is out of its range.</exception>
    public static LoadPlan From(Options options, string path)
    {
        IPEndPoint origin = IPEndPoint.Parse(options.Text("origin") ?? throw new FormatException("name the origin with --origin HOST:PORT"));
        string? via = options.Text("via");
        string? authority = options.Text("ca");
        return new LoadPlan
        {
            Origin = origin,
            Via = via is null ? origin : IPEndPoint.Parse(via),
            Form = Enum.Parse<RequestForm>(
                options.Text("form") ?? (via is null ? "origin" : authority is null ? "absolute" : "tunnel"), ignoreCase: true),
            Tls = authority is null ? null
                : new ClientTls(X509CertificateLoader.LoadCertificateFromFile(authority), options.Text("host") ?? ClientTls.HostName(0)),
            Path = options.Text("path") ?? path,
            Body = options.Int("body", 0, 0, int.MaxValue),
            Connections = options.Int("connections", 16, 1, 512),
            Duration = TimeSpan.FromSeconds(options.Int("seconds", 5, 1, 300)),
            Requests = options.Int("requests", int.MaxValue, 1, int.MaxValue),
        };
    }
}
