using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace TrafficGuardian.Monitor.Configuration;

/// <summary>
/// <c>config_sha256</c>: SHA-256 over the effective configuration as canonical JSON, keys in ordinal order, compact.
/// Secrets are not part of it, since the configuration only names where they are; nothing in it changes by itself.
/// </summary>
public static class ConfigDigest
{
    /// <summary>The digest, lower-case hexadecimal.</summary>
    public static string Of(MonitorConfig config) => Convert.ToHexStringLower(SHA256.HashData(Canonical(config).Span));

    /// <summary>The canonical JSON.</summary>
    internal static ReadOnlyMemory<byte> Canonical(MonitorConfig config)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, config);
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, MonitorConfig config)
    {
        json.WriteStartObject();
        json.WriteBoolean("allow_remote", config.AllowRemote);
        Texts(json, "allowed_clients", config.AllowedClients.Select(network => network.ToString()));
        Objects(json, "credentials", config.Credentials, credential =>
        {
            json.WriteString("env", credential.Env);
            Texts(json, "hosts", credential.Hosts);
            json.WriteString("pattern", credential.Pattern);
        });
        Object(json, "dashboard", () => json.WriteString("listen", config.DashboardListen?.ToString()));
        json.WriteNumber("dedup_window_seconds", config.DedupWindowSeconds);
        Objects(json, "exceptions", config.Exceptions, exception =>
        {
            json.WriteString("dest", exception.Dest);
            json.WriteString("direction", exception.Direction);
            json.WriteString("pattern", exception.Pattern);
            json.WriteString("reason", exception.Reason);
            json.WriteString("until", exception.Until?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'"));
        });
        Object(json, "https_inspection", () => HttpsInspection(json, config.HttpsInspection));
        json.WriteNumber("inspection_memory_bytes", config.InspectionMemoryBytes);
        Object(json, "ipc", () => Ipc(json, config.Ipc));
        json.WriteString("listen", config.Listen.ToString());
        Object(json, "log", () =>
        {
            json.WriteString("directory", config.Log.Directory);
            json.WriteNumber("max_file_bytes", config.Log.MaxFileBytes);
            json.WriteNumber("max_files", config.Log.MaxFiles);
        });
        json.WriteNumber("max_scan_bytes", config.MaxScanBytes);
        json.WriteString("mode", "detect");
        Object(json, "patterns", () => Patterns(json, config.Patterns));
        Texts(json, "reachable_private_destinations", config.ReachablePrivateDestinations);
        json.WriteString("remote_destinations", config.RemoteMayReachPrivate ? "any" : "public");
        Objects(json, "routes", config.Routes, route =>
        {
            json.WriteString("listen", route.Listen.ToString());
            json.WriteString("target", route.Target.ToString());
        });
        Object(json, "telemetry", () => json.WriteString("otlp_endpoint", config.OtlpEndpoint?.ToString()));
        Object(json, "upstream", () => Upstream(json, config.Upstream));
        json.WriteEndObject();
    }

    private static void HttpsInspection(Utf8JsonWriter json, HttpsInspectionConfig https)
    {
        Texts(json, "bypass_hosts", https.BypassHosts);
        json.WriteString("ca_certificate", https.CaCertificate);
        json.WriteString("ca_private_key", https.CaPrivateKey);
        json.WriteBoolean("enabled", https.Enabled);
        Texts(json, "inspect_hosts", https.InspectHosts);
        json.WriteString("trust_scope", https.TrustScope);
    }

    private static void Ipc(Utf8JsonWriter json, IpcConfig ipc)
    {
        json.WriteString("findings_scope", ipc.FindingsScope);
        Object(json, "group_addresses", () =>
        {
            foreach (var (address, group) in ipc.GroupAddresses.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteString(address, group);
            }
        });
        json.WriteString("root", ipc.Root);
    }

    private static void Patterns(Utf8JsonWriter json, PatternsConfig patterns)
    {
        Texts(json, "disabled", patterns.Disabled);
        Objects(json, "known_values", patterns.KnownValues, value =>
        {
            json.WriteString("env", value.Env);
            json.WriteString("file", value.File);
        });
        Texts(json, "rule_files", patterns.RuleFiles);
    }

    private static void Upstream(Utf8JsonWriter json, UpstreamConfig upstream)
    {
        json.WriteString("ca_bundle", upstream.CaBundle);
        Texts(json, "no_proxy", upstream.NoProxy);
        json.WriteString("proxy", upstream.Proxy);
        if (upstream.ProxyCredentials is not { } credentials)
        {
            json.WriteNull("proxy_credentials");
            return;
        }

        Object(json, "proxy_credentials", () =>
        {
            json.WriteBoolean("client", credentials.Client);
            json.WriteString("env", credentials.Env);
            json.WriteString("file", credentials.File);
        });
    }

    private static void Object(Utf8JsonWriter json, string name, Action members)
    {
        json.WriteStartObject(name);
        members();
        json.WriteEndObject();
    }

    private static void Objects<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string>? texts)
    {
        if (texts is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
