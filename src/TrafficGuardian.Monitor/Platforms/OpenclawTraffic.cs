using System.Text.Json;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Finds what goes round the monitor in the versions of OpenClaw's configuration.</summary>
internal sealed class OpenclawTraffic(JsonElement root, string proxyUrl)
{
    private const string Own = "names a proxy of its own and goes round the monitor; clear it, and name that proxy in upstream.proxy";

    /// <summary>Channels in <c>channels</c>; in the oldest releases at the top.</summary>
    public static IEnumerable<(string Name, JsonElement Entry)> Channels(JsonElement root)
    {
        var old = JsonLook.Entries(root).Where(entry => entry.Name is "telegram" or "discord" or "slack" or "signal" or "imessage" or "whatsapp");
        return JsonLook.Entries(JsonLook.Member(root, "channels")).Concat(old).Where(channel => !IsDisabled(channel.Entry));
    }

    public IEnumerable<string> Warnings() => Managed().Concat(ConfigWalk.OwnProxies(root, proxyUrl).Where(path => path != "proxy.proxyUrl").Select(path => $"{path} {Own}"))
        .Concat(Channels(root).Select(channel => channel.Name switch
        {
            "irc" => "channel irc speaks a protocol that no HTTP proxy carries, and goes round the monitor",
            "signal" or "imessage" => $"channel {channel.Name} is served by a program of its own, which OpenClaw's managed proxy does not reach; it goes round the monitor unless that program follows proxy variables",
            _ => null,
        }).OfType<string>())
        .Concat(Includes());

    private IEnumerable<string> Managed()
    {
        var proxy = JsonLook.Member(root, "proxy");
        if (JsonLook.Text(proxy, "proxyUrl") is { } url && url.TrimEnd('/') != proxyUrl)
            yield return $"proxy.proxyUrl names another proxy and wins over OPENCLAW_PROXY_URL: everything goes round the monitor; set it to {proxyUrl} or clear it, and name that proxy in upstream.proxy";
        if (JsonLook.Member(proxy, "enabled").ValueKind == JsonValueKind.False)
            yield return "proxy.enabled is false: OpenClaw's managed proxy is off, and only clients that follow the usual variables pass the monitor; take it out";
        if (JsonLook.Text(proxy, "loopbackMode") == "proxy")
            yield return "proxy.loopbackMode is \"proxy\": the gateway's own loopback traffic passes the monitor, each a finding of low severity; \"gateway-only\" keeps it direct";
        if (JsonLook.Text(JsonLook.Member(proxy, "tls"), "caFile") is not null)
            yield return "proxy.tls.caFile is trusted for the proxy's own address only, and the monitor's is http: the CA of opened HTTPS comes by NODE_EXTRA_CA_CERTS";
    }

    private IEnumerable<string> Includes() => ConfigWalk.Objects(root).Any(found => JsonLook.Member(found.Entry, "$include").ValueKind != JsonValueKind.Undefined)
        ? ["the configuration includes other files, which are not read: what they send round the monitor is not known"] : [];

    private static bool IsDisabled(JsonElement entry) => JsonLook.Member(entry, "enabled").ValueKind == JsonValueKind.False;
}
