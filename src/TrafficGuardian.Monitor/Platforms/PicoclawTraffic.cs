using System.Text.Json;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>
/// Finds what goes round the monitor in all versions of Picoclaw's configuration: models in <c>model_list</c> or
/// <c>providers</c>, channels in <c>channel_list</c> or <c>channels</c>, skills at the top or below <c>tools</c>.
/// </summary>
internal sealed class PicoclawTraffic(JsonElement root, string proxyUrl)
{
    private const int MostModels = 500;
    private const string Own = "has a proxy of its own and goes round the monitor; clear it, and name that proxy in upstream.proxy";

    public IEnumerable<string> Warnings() =>
        Models(root).Where(model => HasOwnProxy(model.Entry)).Select(model => $"model {model.Name} {Own}")
            .Concat(HasOwnProxy(JsonLook.Member(JsonLook.Member(root, "tools"), "web")) ? [$"tools.web {Own}"] : [])
            .Concat(Channels())
            .Concat(Skills());

    /// <summary>Every model or provider, with its name.</summary>
    public static IEnumerable<(string Name, JsonElement Entry)> Models(JsonElement root)
    {
        var models = JsonLook.Member(root, "model_list");
        var listed = models.ValueKind == JsonValueKind.Array
            ? models.EnumerateArray().Take(MostModels).Select(entry => (Name: JsonLook.Shown(NameOf(entry)), Entry: entry))
            : JsonLook.Entries(models);
        return listed.Concat(JsonLook.Entries(JsonLook.Member(root, "providers")));
    }

    private static string NameOf(JsonElement model) =>
        JsonLook.Text(model, "model_name") ?? JsonLook.Text(model, "model") ?? "without a name";

    private IEnumerable<string> Channels()
    {
        var channels = JsonLook.Entries(JsonLook.Member(root, "channel_list"))
            .Concat(JsonLook.Entries(JsonLook.Member(root, "channels")));
        foreach (var (name, entry) in channels.Where(channel => !IsDisabled(channel.Entry)))
        {
            if (HasOwnProxy(JsonLook.Member(entry, "settings")) || HasOwnProxy(entry))
            {
                yield return $"channel {name} {Own}";
            }

            if ((JsonLook.Text(entry, "type") ?? name).ToLowerInvariant() is "irc" or "mqtt")
            {
                yield return $"channel {name} speaks a protocol that no HTTP proxy carries, and goes round the monitor";
            }
        }
    }

    private IEnumerable<string> Skills()
    {
        foreach (var skills in new[] { JsonLook.Member(root, "skills"), JsonLook.Member(JsonLook.Member(root, "tools"), "skills") })
        {
            var sources = JsonLook.Entries(JsonLook.Member(skills, "registries"))
                .Concat(JsonLook.Entries(skills).Where(entry => entry.Name == "github"));
            foreach (var (name, entry) in sources.Where(source => !IsDisabled(source.Entry)))
            {
                if (HasOwnProxy(entry))
                {
                    yield return $"skill registry {name} {Own}";
                }

                if (name == "clawhub")
                {
                    yield return "skill registry clawhub follows no proxy variable and goes round the monitor; disable it, or fetch skills from another registry";
                }
            }
        }
    }

    private bool HasOwnProxy(JsonElement entry) =>
        JsonLook.Text(entry, "proxy") is { } proxy && proxy.TrimEnd('/') != proxyUrl;

    private static bool IsDisabled(JsonElement entry) =>
        JsonLook.Member(entry, "enabled").ValueKind == JsonValueKind.False;
}
