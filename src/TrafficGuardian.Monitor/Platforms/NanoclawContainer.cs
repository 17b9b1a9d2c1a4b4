using System.Net;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>How NanoClaw's containers are led through the monitor: everything that is known of this machine, as data.</summary>
/// <param name="Facts">Environment and interfaces.</param>
/// <param name="Bridge">The interface that containers reach this machine on; null where none was found.</param>
/// <param name="Listen">Where the monitor listens, or should.</param>
public sealed record NanoclawContainer(PlatformFacts Facts, NetworkCard? Bridge, IPEndPoint Listen)
{
    private const int UsualCredentialPort = 3001;

    /// <summary>A base-URL route that stands before NanoClaw's credential proxy, where there is one or should be.</summary>
    public IPEndPoint Route { get; init; } = new(Listen.Address, Listen.Port == IPEndPoint.MaxPort ? Listen.Port - 1 : Listen.Port + 1);

    /// <summary>Whether HTTPS is opened.</summary>
    public bool IsOpened { get; init; }

    /// <summary>Whether requests go on to a proxy that wants each container's own credentials (OneCLI).</summary>
    public bool IsChained { get; init; }

    public string HostName => Bridge is null ? "host.docker.internal" : ContainerBridge.HostNameOn(Bridge);

    public string ProxyUrl => $"http://{HostName}:{Listen.Port}";

    public string RouteUrl => $"http://{HostName}:{Route.Port}";

    /// <summary>NanoClaw v1's credential proxy.</summary>
    public string CredentialProxyUrl
    {
        get
        {
            var port = int.TryParse(Facts.Context.Variable("CREDENTIAL_PROXY_PORT"), out var named) && named is > 0 and <= 65535 ? named : UsualCredentialPort;
            var host = IPAddress.TryParse(Facts.Context.Variable("CREDENTIAL_PROXY_HOST"), out var address) && !address.Equals(IPAddress.Any) ? address
                : OperatingSystem.IsMacOS() || Bridge is null ? IPAddress.Loopback
                : Bridge.Address;
            return $"http://{new IPEndPoint(host, port)}";
        }
    }

    /// <summary>OneCLI's gateway, as this machine reaches it.</summary>
    public static string GatewayUrl => "http://127.0.0.1:10255";

    /// <summary>A copy of the CA's certificate for containers, outside the home.</summary>
    public string Certificate => Path.Join(PlatformResolver.PlatformHome(Facts.Context), "traffic-guardian-ca.pem");

    /// <summary>That with OneCLI's own.</summary>
    public string CertificateWithGateways => Path.Join(PlatformResolver.PlatformHome(Facts.Context), "traffic-guardian-onecli-ca.pem");

    /// <summary>What one container is given.</summary>
    /// <param name="withRoute">Whether the model's base URL leads to the route.</param>
    public ContainerPlan Plan(bool withRoute)
    {
        // A base URL on the host is reached directly, or the request would be watched twice.
        var direct = new[] { "host.docker.internal", HostName }.Distinct(StringComparer.Ordinal).ToArray();
        var noVariables = new PlatformFacts(Facts.Context with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) }, ProxyUrl);
        return new ContainerPlan
        {
            HostName = HostName,
            Certificate = !IsOpened ? null : IsChained ? CertificateWithGateways : Certificate,
            Variables =
            [
                .. withRoute ? (EnvironmentVariable[])[new("ANTHROPIC_BASE_URL", RouteUrl)] : [],
                .. ProxyVariables.For(noVariables, direct),
                .. IsOpened ? Trust() : [],
            ],
        };
    }

    /// <summary>
    /// Two variables add to what a runtime trusts. The others replace it, and are set only where OneCLI has set them already: then
    /// everything that the container is shown is from one of the two CAs.
    /// </summary>
    private IEnumerable<EnvironmentVariable> Trust() =>
        (IsChained ? (string[])["NODE_EXTRA_CA_CERTS", "DENO_CERT", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO"]
            : ["NODE_EXTRA_CA_CERTS", "DENO_CERT"])
        .Select(name => new EnvironmentVariable(name, ContainerPlan.CertificateInside));
}
