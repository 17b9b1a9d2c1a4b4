using System.Text.Json;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>OpenClaw's paths. With a managed proxy all of its process goes there; without, Node's rules hold, and libraries with sockets of their own go round.</summary>
internal sealed class OpenclawPaths
{
    private static readonly string[] ModelNames = ["model", "primary"];
    private static readonly string[] AddressNames = ["baseUrl", "homeserver", "serverUrl"];

    private readonly PathSource _source;
    private readonly JsonElement _root;
    private readonly ConfigVariables _variables;
    private readonly OwnProxy? _managed;

    private OpenclawPaths(PathSource source, JsonElement root)
    {
        (_source, _root) = (source, root);
        _variables = new ConfigVariables(source.Facts, ownWins: false);
        var proxy = JsonLook.Member(root, "proxy");
        _managed = JsonLook.Member(proxy, "enabled").ValueKind == JsonValueKind.False ? null
            : source.Proxy("proxy.proxyUrl", JsonLook.Text(proxy, "proxyUrl")) ?? source.Proxy("OPENCLAW_PROXY_URL", _variables.Value("OPENCLAW_PROXY_URL"));
    }

    private ClientKind Client => _managed is null ? ClientKind.Node : ClientKind.Managed;

    public static PathSet Read(PathSource source, JsonElement root)
    {
        var reader = new OpenclawPaths(source, root);
        return new PathSet([.. reader.Models(), .. reader.Channels(), .. reader.Tools(), .. reader.Others()], Variables(root), [.. reader.Notices()]);
    }

    // Variables that the configuration sets where the environment does not.
    private static Dictionary<string, string> Variables(JsonElement root)
    {
        var own = JsonLook.Member(root, "env");
        var variables = McpPaths.VariablesOf(own);
        foreach (var (name, value) in McpPaths.VariablesOf(JsonLook.Member(own, "vars")))
        {
            variables[name] = value;
        }

        return variables;
    }

    private IEnumerable<TrafficPath> Models()
    {
        var providers = JsonLook.Entries(JsonLook.Member(JsonLook.Member(_root, "models"), "providers")).ToList();
        foreach (var (name, entry) in providers)
        {
            var named = Destination.Of(_variables.Fill(JsonLook.Text(entry, "baseUrl") ?? JsonLook.Text(entry, "baseURL")));
            yield return Own(new TrafficPath("model", name, Client) { Destinations = named is null ? KnownHosts.OfModel(name) : [named] }, entry);
        }

        foreach (var provider in UsedProviders().Except(providers.Select(provider => provider.Name), StringComparer.OrdinalIgnoreCase))
        {
            yield return Own(new TrafficPath("model", provider, Client) { Destinations = KnownHosts.OfModel(provider) }, default);
        }
    }

    // agents.defaults.model.primary: "anthropic/claude"; agent.model in the oldest releases.
    private IEnumerable<string> UsedProviders() => ConfigWalk.Objects(_root)
        .Where(found => found.Path.StartsWith("agent", StringComparison.Ordinal))
        .SelectMany(found => ModelNames.Select(name => JsonLook.Text(found.Entry, name)))
        .OfType<string>().Where(model => model.IndexOf('/', StringComparison.Ordinal) > 0)
        .Select(model => JsonLook.Shown(model[..model.IndexOf('/', StringComparison.Ordinal)])).Distinct(StringComparer.OrdinalIgnoreCase).Take(50);

    private IEnumerable<TrafficPath> Channels()
    {
        foreach (var (name, entry) in OpenclawTraffic.Channels(_root).Where(channel => channel.Name != "defaults"))
        {
            yield return name switch
            {
                "irc" => new TrafficPath("channel", name, ClientKind.Raw),
                "signal" or "imessage" or "bluebubbles" => new TrafficPath("channel", name, ClientKind.Child)
                {
                    Detour = _managed is null ? null : ("own_program", "is served by a program of its own, which the managed proxy does not stand before",
                        "start that program with the variables that 'env' prints, if it follows any"),
                    Program = name == "signal" ? "java" : "",
                },
                // Their libraries open WebSockets (ws) whose sockets no variable leads.
                "discord" or "slack" or "whatsapp" or "mattermost" => Own(new TrafficPath("channel", name, _managed is null ? ClientKind.NodeSockets : ClientKind.Managed)
                { Destinations = DestinationsOf(name, entry) }, entry),
                _ => Own(new TrafficPath("channel", name, Client) { Destinations = DestinationsOf(name, entry) }, entry),
            };
        }
    }

    private static IReadOnlyList<Destination> DestinationsOf(string channel, JsonElement entry) =>
        AddressNames.Select(name => Destination.Of(JsonLook.Text(entry, name))).OfType<Destination>().FirstOrDefault() is { } named
            ? [named] : KnownHosts.OfChannel(channel);

    /// <summary>Base addresses and proxies that stand anywhere else, such as those of embeddings or of plugins.</summary>
    private IEnumerable<TrafficPath> Others()
    {
        foreach (var (path, entry) in ConfigWalk.Objects(_root).Where(found => !IsTold(found.Path)))
        {
            if (Destination.Of(_variables.Fill(JsonLook.Text(entry, "baseUrl") ?? JsonLook.Text(entry, "baseURL"))) is { } named)
            {
                yield return Own(new TrafficPath("setting", path, Client) { Destinations = [named] }, entry);
            }
            else if (JsonLook.Text(entry, "proxy") is { } proxy && proxy.Contains("://", StringComparison.Ordinal))
            {
                yield return new TrafficPath("setting", path, Client) { Proxy = _source.Proxy("its key 'proxy'", proxy) };
            }
        }
    }

    private bool IsTold(string path) => path.Length == 0 || path.Split('.')[0] is "proxy" or "mcp" or "mcpServers" or "env" or "gateway"
        || path.StartsWith("models.providers.", StringComparison.Ordinal) || path.StartsWith("channels.", StringComparison.Ordinal)
        || OpenclawTraffic.Channels(_root).Any(channel => channel.Name == path.Split('.')[0]);

    private IEnumerable<TrafficPath> Tools()
    {
        yield return Own(new TrafficPath("tool", "web", Client), default);
        var mcp = JsonLook.Member(_root, "mcp");
        var servers = JsonLook.Member(mcp, "servers");
        foreach (var path in McpPaths.Read(_source, servers.ValueKind == JsonValueKind.Object ? servers : JsonLook.Member(_root, "mcpServers"), Client))
        {
            yield return path.Client == ClientKind.Child ? path : Own(path, default);
        }

        foreach (var (path, entry) in ConfigWalk.Objects(_root).Where(found => found.Path.EndsWith("sandbox.docker", StringComparison.Ordinal)).Take(20))
        {
            if (JsonLook.Text(entry, "network") is { } network && network != "none")
            {
                yield return new TrafficPath("container", path, ClientKind.Container) { Variables = McpPaths.VariablesOf(JsonLook.Member(entry, "env")) };
            }
        }

        if (JsonLook.Member(JsonLook.Member(_root, "browser"), "enabled").ValueKind == JsonValueKind.True)
        {
            yield return new TrafficPath("tool", "browser", ClientKind.Child)
            {
                Detour = ("browser", "is Chromium, which follows neither the managed proxy nor its CA", "start it with --proxy-server, or leave it to pages that you trust"),
            };
        }
    }

    private TrafficPath Own(TrafficPath path, JsonElement entry) =>
        path with { Proxy = OwnProxyOf(entry) ?? _managed };

    // At the entry itself, or at one of its accounts and requests.
    private OwnProxy? OwnProxyOf(JsonElement entry) =>
        _source.Proxy("its key 'proxy'", JsonLook.Text(entry, "proxy") ?? JsonLook.Text(entry, "proxyUrl"))
        ?? (entry.ValueKind == JsonValueKind.Object && ConfigWalk.OwnProxies(entry, _source.Facts.ProxyUrl).FirstOrDefault() is { } place ? new OwnProxy($"its key '{place}'", LeadsToMonitor: false) : null);

    private IEnumerable<PathFinding> Notices()
    {
        var proxy = JsonLook.Member(_root, "proxy");
        if (JsonLook.Member(proxy, "enabled").ValueKind == JsonValueKind.False)
        {
            yield return PathFinding.Notice("configuration", "managed_proxy_off", "proxy.enabled is false: OpenClaw's managed proxy is off, and only clients that follow the usual variables pass the monitor", "take it out, and set proxy.proxyUrl");
        }

        if (JsonLook.Text(proxy, "loopbackMode") == "proxy")
        {
            yield return PathFinding.Notice("configuration", "loopback_mode", "proxy.loopbackMode is \"proxy\": the gateway's own loopback traffic passes the monitor, each a finding of low severity", "\"gateway-only\" keeps it direct");
        }

        if (ConfigWalk.Objects(_root).Any(found => JsonLook.Member(found.Entry, "$include").ValueKind != JsonValueKind.Undefined))
        {
            yield return PathFinding.Notice("configuration", "includes", "the configuration includes other files, which are not read: what they send round the monitor is not known", "look through them by the list in docs/doctor.md");
        }
    }
}
