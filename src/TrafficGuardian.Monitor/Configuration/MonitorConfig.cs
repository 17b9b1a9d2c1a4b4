using System.Net;

namespace TrafficGuardian.Monitor.Configuration;

/// <summary>
/// The effective configuration: file, then environment, then command line, checked as a whole.
/// Immutable. Defaults and ranges are those of <c>docs/configuration.md</c>.
/// </summary>
public sealed record MonitorConfig
{
    /// <summary>Where to listen. Default 127.0.0.1:18870; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 18870);

    /// <summary>Whether an address that is not loopback may be listened on. Default false.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Clients that are served besides loopback ones. Default none.</summary>
    public IReadOnlyList<IPNetwork> AllowedClients { get; init; } = [];

    /// <summary>Most bytes of one body that are looked at. Default 1,048,576; 1,024 to 67,108,864.</summary>
    public int MaxScanBytes { get; init; } = 1_048_576;

    /// <summary>Whether clients that are not loopback may reach any address (<c>any</c>) or public ones only (<c>public</c>, the default).</summary>
    public bool RemoteMayReachPrivate { get; init; }

    /// <summary>Host patterns and CIDR ranges excepted from that. Default none.</summary>
    public IReadOnlyList<string> ReachablePrivateDestinations { get; init; } = [];

    /// <summary>Bytes that all copies of traffic may hold together. Default 67,108,864; 1,048,576 to 1,073,741,824.</summary>
    public long InspectionMemoryBytes { get; init; } = 67_108_864;

    public HttpsInspectionConfig HttpsInspection { get; init; } = new();

    public UpstreamConfig Upstream { get; init; } = new();

    /// <summary>Base-URL routes. Default none.</summary>
    public IReadOnlyList<RouteConfig> Routes { get; init; } = [];

    public LogConfig Log { get; init; } = new();

    /// <summary>Seconds in which the same finding is written once. Default 300; 0 (off) to 86,400.</summary>
    public int DedupWindowSeconds { get; init; } = 300;

    /// <summary>Findings that are silenced. Default none.</summary>
    public IReadOnlyList<ExceptionConfig> Exceptions { get; init; } = [];

    public IpcConfig Ipc { get; init; } = new();

    public PatternsConfig Patterns { get; init; } = new();

    /// <summary>Where credentials are expected, besides the built-in table and the platform's own. Default none.</summary>
    public IReadOnlyList<CredentialConfig> Credentials { get; init; } = [];

    /// <summary><c>telemetry.otlp_endpoint</c>, loopback only, or null.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary><c>dashboard.listen</c>, loopback only, or null.</summary>
    public IPEndPoint? DashboardListen { get; init; }
}
