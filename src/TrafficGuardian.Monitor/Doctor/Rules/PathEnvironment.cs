using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Doctor.Paths;

namespace TrafficGuardian.Monitor.Doctor.Rules;

/// <summary>What one path's client makes of the agent's environment.</summary>
internal sealed class PathEnvironment(DoctorFacts facts, TrafficPath path)
{
    private static readonly string[] NoProxyNames = ["NO_PROXY", "no_proxy"];
    private static readonly string[] NodePrograms = ["node", "npx", "npm", "pnpm", "yarn", "tsx", "claude"];
    private static readonly string[] ContainerPrograms = ["docker", "podman", "nerdctl"];

    /// <summary>The client, a program that is started by what it is.</summary>
    public ClientKind Client { get; } = path.Client != ClientKind.Child ? path.Client
        : NodePrograms.Contains(path.Program) ? ClientKind.Node
        : ContainerPrograms.Contains(path.Program) ? ClientKind.Container
        : path.Program is "uv" or "uvx" || path.Program.StartsWith("python", StringComparison.Ordinal) ? ClientKind.Python
        : ClientKind.Child;

    /// <summary>Whether it is the environment that decides where the path leads.</summary>
    public bool Decides => path.Proxy is null && path.Detour is null
        && Client is ClientKind.Go or ClientKind.GoUpperCase or ClientKind.Node or ClientKind.Python or ClientKind.Child;

    /// <summary>Whether a variable is set; the path's own wins.</summary>
    public string? Value(string name) => path.Variables.TryGetValue(name, out var own) ? own.Length > 0 ? own : null : facts.Agent.Value(name);

    /// <summary>The variable that the client takes its proxy from; null where none of those that it follows is set.</summary>
    public string? ProxyVariable(bool isTls) => Client switch
    {
        ClientKind.Go => isTls ? First("HTTPS_PROXY", "https_proxy") : First("HTTP_PROXY", "http_proxy"),
        ClientKind.GoUpperCase => First("HTTP_PROXY", "HTTPS_PROXY") is null ? null : isTls ? First("HTTPS_PROXY", "https_proxy") : First("HTTP_PROXY", "http_proxy"),
        ClientKind.Node => isTls ? First("https_proxy", "HTTPS_PROXY") : First("http_proxy", "HTTP_PROXY"),
        ClientKind.Python => First("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"),
        _ => isTls ? First("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY") : First("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"),
    };

    /// <summary>Whether Node's own clients are told to follow variables.</summary>
    public bool NodeFollows => Value("NODE_USE_ENV_PROXY") == "1" || (Value("NODE_OPTIONS")?.Contains("--use-env-proxy", StringComparison.Ordinal) ?? false);

    /// <summary>The schemes that the path speaks, TLS or not; TLS where nothing is known.</summary>
    public IEnumerable<bool> Schemes => path.Destinations.Count == 0 ? [true] : path.Destinations.Select(destination => destination.IsTls).Distinct();

    /// <summary>Whether <c>NO_PROXY</c> excepts a destination. Clients differ in which of the two names wins, so either counts.</summary>
    public bool Excepts(Destination destination) => NoProxyNames.Select(Value).OfType<string>()
        .Any(text => destination.IsLoopback ? ListsLoopback(text, destination.Host) : NoProxyRules.Parse(text).IsDirect(destination.Host, destination.Port));

    private static bool ListsLoopback(string text, string host) => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
        .Any(entry => entry == "*" || entry.Trim('[', ']').Equals(host, StringComparison.OrdinalIgnoreCase) || (entry.StartsWith("127.", StringComparison.Ordinal) && host.StartsWith("127.", StringComparison.Ordinal)));

    private string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Value(name) is not null)
            {
                return name;
            }
        }

        return null;
    }
}
