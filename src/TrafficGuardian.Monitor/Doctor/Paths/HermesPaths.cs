using System.Text.Json;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>Hermes' paths: models in <c>config.yaml</c> or in variables, channels by the tokens that its environment holds.</summary>
internal sealed class HermesPaths
{
    private const string BaseSuffix = "_BASE_URL";

    // A channel is on where its token is set.
    private static readonly (string Channel, string Variable)[] Tokens =
    [
        ("telegram", "TELEGRAM_BOT_TOKEN"), ("discord", "DISCORD_BOT_TOKEN"), ("slack", "SLACK_BOT_TOKEN"),
        ("matrix", "MATRIX_ACCESS_TOKEN"), ("mattermost", "MATTERMOST_TOKEN"), ("signal", "SIGNAL_HTTP_URL"), ("whatsapp", "WHATSAPP_ENABLED"),
    ];

    private static readonly string[] Remote = ["docker", "ssh", "singularity", "modal", "daytona"];

    private readonly PathSource _source;
    private readonly JsonElement _root;
    private readonly ConfigVariables _variables;

    private HermesPaths(PathSource source, JsonElement root)
    {
        (_source, _root) = (source, root);
        _variables = new ConfigVariables(source.Facts, ownWins: true);
    }

    /// <summary>The paths; the root is undefined where there is no configuration, and variables alone tell.</summary>
    public static PathSet Read(PathSource source, JsonElement root)
    {
        var reader = new HermesPaths(source, root);
        return PathSet.Empty with { Paths = [.. reader.Models(), .. reader.Channels(), .. reader.Tools()] };
    }

    private IEnumerable<TrafficPath> Models()
    {
        var model = JsonLook.Member(_root, "model");
        var provider = JsonLook.Text(model, "provider") ?? "openrouter";
        if (provider == "auto")
        {
            provider = "openrouter";
        }

        var own = JsonLook.Text(model, "base_url");
        if (own is not null || !provider.StartsWith("custom", StringComparison.Ordinal))
        {
            yield return Model(JsonLook.Shown(provider), own, model);
        }

        foreach (var (name, entry) in Listed())
        {
            yield return Model(name, JsonLook.Text(entry, "base_url") ?? JsonLook.Text(entry, "api"), entry);
        }

        foreach (var name in _variables.Own.Keys.Concat(_variables.Names).Where(name => name.EndsWith(BaseSuffix, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(name => Destination.Of(_variables.Value(name)) is not null))
        {
            yield return Model(JsonLook.Shown(name), _variables.Value(name), default);
        }
    }

    // custom_providers (a list), providers and auxiliary (by name).
    private IEnumerable<(string Name, JsonElement Entry)> Listed()
    {
        var custom = JsonLook.Member(_root, "custom_providers");
        var listed = custom.ValueKind == JsonValueKind.Array
            ? custom.EnumerateArray().Take(500).Select(entry => (Name: JsonLook.Shown(JsonLook.Text(entry, "name") ?? "without a name"), Entry: entry)) : [];
        return listed.Concat(JsonLook.Entries(JsonLook.Member(_root, "providers"))).Concat(JsonLook.Entries(JsonLook.Member(_root, "auxiliary")))
            .Where(provider => JsonLook.Text(provider.Entry, "base_url") is not null || JsonLook.Text(provider.Entry, "api") is not null);
    }

    private TrafficPath Model(string name, string? address, JsonElement entry) => new("model", name, ClientKind.Python)
    {
        Destinations = Destination.Of(_variables.Fill(address)) is { } named ? [named] : KnownHosts.OfModel(name),
        Proxy = OwnProxyOf(entry),
        OwnTrust = JsonLook.Text(entry, "ssl_ca_cert") is null ? null : "ssl_ca_cert",
    };

    private IEnumerable<TrafficPath> Channels()
    {
        var gateway = JsonLook.Member(_root, "gateway");
        var platforms = JsonLook.Entries(JsonLook.Member(gateway, "platforms")).Concat(JsonLook.Entries(JsonLook.Member(_root, "platforms"))).ToList();
        var isDeaf = JsonLook.Member(gateway, "trust_env").ValueKind == JsonValueKind.False;
        var names = platforms.Where(platform => JsonLook.Member(platform.Entry, "enabled").ValueKind != JsonValueKind.False).Select(platform => platform.Name)
            .Concat(Tokens.Where(token => _variables.Value(token.Variable) is not null).Select(token => token.Channel)).Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var entry = platforms.Find(platform => platform.Name == name).Entry;
            var variable = $"{name.ToUpperInvariant()}_PROXY";
            yield return new TrafficPath("channel", name, name.ToLowerInvariant() switch
            {
                "irc" or "mqtt" => ClientKind.Raw,
                // The bridge is a program of Node's with sockets of its own.
                "whatsapp" => ClientKind.NodeSockets,
                "signal" => ClientKind.Child,
                _ => ClientKind.Python,
            })
            {
                Program = name == "signal" ? "java" : "",
                Destinations = KnownHosts.OfChannel(name),
                Proxy = _source.Proxy(variable, _variables.Value(variable)) ?? OwnProxyOf(entry) ?? OwnProxyOf(JsonLook.Member(_root, name)),
                Detour = isDeaf ? ("trust_env_off", "gateway.trust_env is false: channels follow no proxy variable but their own", $"set gateway.trust_env to true, or {variable}") : null,
            };
        }
    }

    private IEnumerable<TrafficPath> Tools()
    {
        yield return new TrafficPath("tool", "web", ClientKind.Python);
        foreach (var path in McpPaths.Read(_source, JsonLook.Member(_root, "mcp_servers"), ClientKind.Python))
        {
            yield return path;
        }

        if (JsonLook.Text(JsonLook.Member(_root, "terminal"), "backend") is { } backend && Remote.Contains(backend))
        {
            yield return new TrafficPath("container", $"terminal ({backend})", ClientKind.Container);
        }
    }

    private OwnProxy? OwnProxyOf(JsonElement entry) =>
        _source.Proxy("its key 'proxy'", JsonLook.Text(entry, "proxy")) ?? _source.Proxy("its key 'proxy_url'", JsonLook.Text(entry, "proxy_url"));
}
