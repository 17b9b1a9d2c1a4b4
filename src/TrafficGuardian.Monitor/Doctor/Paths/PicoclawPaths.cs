using System.Text.Json;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>Picoclaw's paths, in all versions of its configuration: see <see cref="PicoclawTraffic"/>.</summary>
internal sealed class PicoclawPaths(PathSource source, JsonElement root)
{
    private static readonly string[] AddressNames = ["base_url", "ws_url", "bridge_url", "homeserver", "server_url"];

    // They only listen, or speak with a device at hand.
    private static readonly string[] InboundChannels = ["maixcam", "pico", "websocket"];

    public static PathSet Read(PathSource source, JsonElement root)
    {
        var reader = new PicoclawPaths(source, root);
        return PathSet.Empty with { Paths = [.. reader.Models(), .. reader.Channels(), .. reader.Tools(), .. reader.Skills()] };
    }

    private IEnumerable<TrafficPath> Models()
    {
        foreach (var (name, entry) in PicoclawTraffic.Models(root).Where(model => !IsDisabled(model.Entry) && IsUsed(model.Entry)))
        {
            var provider = JsonLook.Text(entry, "model") is { } model && model.Contains('/', StringComparison.Ordinal) ? model[..model.IndexOf('/', StringComparison.Ordinal)]
                : JsonLook.Text(entry, "provider") ?? name;
            if (provider is "codex-cli" or "claude-cli")
            {
                yield return new TrafficPath("model", name, ClientKind.Child) { Program = provider[..^4] };
                continue;
            }

            var named = Destination.Of(JsonLook.Text(entry, "api_base") ?? JsonLook.Text(entry, "base_url"));
            yield return new TrafficPath("model", name, ClientKind.Go)
            {
                Destinations = named is null ? KnownHosts.OfModel(provider) : [named],
                Proxy = source.Proxy("its key 'proxy'", JsonLook.Text(entry, "proxy")),
            };
        }
    }

    // Old configurations list every provider that there is, most of them empty.
    private static bool IsUsed(JsonElement entry) =>
        JsonLook.Text(entry, "model") is not null || JsonLook.Text(entry, "model_name") is not null || JsonLook.Text(entry, "api_key") is not null
        || JsonLook.Text(entry, "api_base") is not null || JsonLook.Text(entry, "proxy") is not null || JsonLook.Text(entry, "auth_method") is not null;

    private IEnumerable<TrafficPath> Channels()
    {
        var channels = JsonLook.Entries(JsonLook.Member(root, "channel_list")).Concat(JsonLook.Entries(JsonLook.Member(root, "channels")));
        foreach (var (name, entry) in channels.Where(channel => !IsDisabled(channel.Entry)))
        {
            var type = (JsonLook.Text(entry, "type") ?? name).ToLowerInvariant();
            if (InboundChannels.Contains(type))
            {
                continue;
            }

            var settings = JsonLook.Member(entry, "settings");
            var variable = $"PICOCLAW_CHANNELS_{type.ToUpperInvariant()}_PROXY";
            yield return new TrafficPath("channel", name, type switch
            {
                "irc" or "mqtt" => ClientKind.Raw,
                "telegram" or "discord" => ClientKind.GoUpperCase,
                _ => ClientKind.Go,
            })
            {
                Destinations = Addresses(settings).Concat(Addresses(entry)).FirstOrDefault() is { } named ? [named] : KnownHosts.OfChannel(type),
                Proxy = source.Proxy(variable, source.Facts.Context.Variable(variable))
                    ?? source.Proxy("its key 'settings.proxy'", JsonLook.Text(settings, "proxy")) ?? source.Proxy("its key 'proxy'", JsonLook.Text(entry, "proxy")),
            };
        }
    }

    private static IEnumerable<Destination> Addresses(JsonElement entry) =>
        AddressNames.Select(name => Destination.Of(JsonLook.Text(entry, name))).OfType<Destination>();

    private IEnumerable<TrafficPath> Tools()
    {
        var tools = JsonLook.Member(root, "tools");
        var web = JsonLook.Member(tools, "web");
        if (!IsDisabled(web))
        {
            yield return new TrafficPath("tool", "web", ClientKind.Go)
            {
                Destinations = [.. JsonLook.Entries(web).Where(engine => !IsDisabled(engine.Entry)).SelectMany(engine => KnownHosts.OfSearch(engine.Name))],
                Proxy = source.Proxy("PICOCLAW_TOOLS_WEB_PROXY", source.Facts.Context.Variable("PICOCLAW_TOOLS_WEB_PROXY"))
                    ?? source.Proxy("tools.web.proxy", JsonLook.Text(web, "proxy")),
            };
        }

        var mcp = JsonLook.Member(tools, "mcp");
        var servers = JsonLook.Member(mcp, "servers");
        foreach (var path in IsDisabled(mcp) ? [] : McpPaths.Read(source, servers.ValueKind == JsonValueKind.Object ? servers : mcp, ClientKind.Go))
        {
            yield return path;
        }
    }

    private IEnumerable<TrafficPath> Skills()
    {
        foreach (var skills in new[] { JsonLook.Member(root, "skills"), JsonLook.Member(JsonLook.Member(root, "tools"), "skills") })
        {
            var sources = JsonLook.Entries(JsonLook.Member(skills, "registries"))
                .Concat(JsonLook.Entries(skills).Where(entry => entry.Name == "github"));
            foreach (var (name, entry) in sources.Where(from => !IsDisabled(from.Entry)))
            {
                var named = Destination.Of(JsonLook.Text(entry, "base_url"));
                yield return new TrafficPath("skills", name, name == "clawhub" ? ClientKind.Deaf : ClientKind.Go)
                {
                    Destinations = named is not null ? [named] : name switch
                    {
                        "clawhub" => [Destination.BuiltIn("clawhub.ai")],
                        "github" => [Destination.BuiltIn("github.com")],
                        _ => [],
                    },
                    Proxy = source.Proxy("its key 'proxy'", JsonLook.Text(entry, "proxy")),
                };
            }
        }
    }

    private static bool IsDisabled(JsonElement entry) => JsonLook.Member(entry, "enabled").ValueKind == JsonValueKind.False;
}
