using System.Text.Json;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Goes through all objects of a configuration that others wrote, bounded, and finds what several platforms write alike.</summary>
internal static class ConfigWalk
{
    private const int MostObjects = 5000;

    private static readonly string[] AddressNames = ["baseUrl", "baseURL", "base_url", "api_base"];
    private static readonly string[] AddressBesideKeyNames = ["api", "url", "endpoint"];
    private static readonly string[] KeyNames = ["apiKey", "api_key"];
    private static readonly string[] KeyVariableNames = ["key_env", "api_key_env", "apiKeyEnv"];
    private static readonly string[] ProxyNames = ["proxy", "proxyUrl", "proxy_url"];

    /// <summary>Every object that is not switched off, with its path, dots between names made fit to show.</summary>
    public static IEnumerable<(string Path, JsonElement Entry)> Objects(JsonElement root)
    {
        var open = new Stack<(string Path, JsonElement Element)>([("", root)]);
        for (var seen = 0; open.Count > 0 && seen < MostObjects; seen++)
        {
            var (path, element) = open.Pop();
            if (element.ValueKind == JsonValueKind.Object)
            {
                if (JsonLook.Member(element, "enabled").ValueKind == JsonValueKind.False)
                    continue;
                yield return (path, element);
                foreach (var (name, entry) in JsonLook.Nested(element).Reverse())
                    open.Push((path.Length == 0 ? name : $"{path}.{name}", entry));
            }
            else
            {
                foreach (var (entry, index) in element.EnumerateArray().Take(MostObjects).Select((entry, index) => (entry, index)).Reverse())
                {
                    if (entry.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                        open.Push(($"{path}[{index}]", entry));
                }
            }
        }
    }

    /// <summary>Base addresses with their keys.</summary>
    /// <param name="root">The configuration.</param>
    /// <param name="variables">Where keys and parts of addresses are looked up.</param>
    /// <param name="isModel">Whether at this path an address without a key is a model's, whose key is kept elsewhere.</param>
    public static IEnumerable<(string? Address, string? Key)> Endpoints(JsonElement root, ConfigVariables variables, Func<string, bool> isModel)
    {
        foreach (var (path, entry) in Objects(root))
        {
            var key = KeyNames.Select(name => variables.Secret(JsonLook.Member(entry, name))).FirstOrDefault(value => value is not null)
                ?? KeyVariableNames.Select(name => JsonLook.Text(entry, name)).OfType<string>().Select(variables.Value).FirstOrDefault();
            var names = key is null ? AddressNames : [.. AddressNames, .. AddressBesideKeyNames];
            var address = names.Select(name => variables.Fill(JsonLook.Text(entry, name))).FirstOrDefault(text => ConfiguredHosts.HostOf(text) is not null);
            if (address is not null && (key is not null || isModel(path)))
                yield return (address, key);
        }
    }

    /// <summary>The paths at which a proxy of its own is named: <c>proxy: "…"</c>, or <c>proxy: { url: "…" }</c>.</summary>
    public static IEnumerable<string> OwnProxies(JsonElement root, string proxyUrl) =>
        from found in Objects(root)
        where found.Path.Length > 0
        from name in found.Path.EndsWith(".proxy", StringComparison.Ordinal) ? [.. ProxyNames, "url"] : ProxyNames
        where JsonLook.Text(found.Entry, name) is { } proxy && proxy.Contains("://", StringComparison.Ordinal) && proxy.TrimEnd('/') != proxyUrl
        select $"{found.Path}.{name}";
}
