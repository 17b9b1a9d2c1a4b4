using System.Net;
using TrafficGuardian.Monitor.Control;

namespace TrafficGuardian.Monitor.Doctor;

/// <summary>The monitor as it runs and as it is configured.</summary>
/// <param name="Status">What <c>status</c> answers; of a <c>run</c> where no other monitor runs.</param>
/// <param name="Listen">Where it listens, or will.</param>
public sealed record MonitorFacts(StatusDocument Status, IPEndPoint Listen)
{
    /// <summary>Whether it is one that <c>run</c> started.</summary>
    public bool IsRun { get; init; }

    /// <summary>Hosts that monitors have seen since they started; null where they can't be asked.</summary>
    public IReadOnlyList<SeenHost>? Hosts { get; init; }

    /// <summary>Whether <see cref="Hosts"/> holds them all.</summary>
    public bool HostsAreAll { get; init; } = true;

    /// <summary>Whether the configuration is another one than when the monitor started.</summary>
    public bool ConfigChanged { get; init; }

    /// <summary>Whether HTTPS is opened.</summary>
    public bool OpensHttps { get; init; }

    /// <summary>Whether a host's HTTPS is opened, by the lists of the configuration: host and port.</summary>
    public Func<string, int, bool> Opens { get; init; } = (_, _) => true;

    /// <summary>Addresses of base-URL routes, and where they lead.</summary>
    public IReadOnlyList<(IPEndPoint Listen, string Host)> Routes { get; init; } = [];

    /// <summary>Whether a proxy's URL leads to it.</summary>
    public MonitorAddress Address { get; init; } = new([Listen]);

    /// <summary>Whether a monitor runs.</summary>
    public bool IsRunning => Status.State == "running";
}
