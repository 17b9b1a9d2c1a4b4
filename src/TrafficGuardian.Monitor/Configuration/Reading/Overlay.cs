using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Configuration.Reading;

/// <summary>Lays the reserved environment names and the command line over what the file says.</summary>
internal static class Overlay
{
    private static readonly (string Suffix, string Key)[] Reserved =
    [
        ("MODE", "mode"),
        ("PROXY_URL", "listen"),
        ("CA_BUNDLE", "upstream.ca_bundle"),
        ("LOG_DIR", "log.directory"),
        ("MAX_SCAN_BYTES", "max_scan_bytes"),
    ];

    public static void Apply(ConfigNode root, PlatformContext context, ConfigOverrides overrides, ProblemList problems, List<string> warnings)
    {
        foreach (var (suffix, key) in Reserved)
        {
            var name = context.Kind.ReservedVariable(suffix);
            if (context.Variable(name) is { } value)
            {
                root.Set(key, Text(suffix == "PROXY_URL" ? Address(value) : value, name));
            }
        }

        RequireRedaction(context, problems);
        if (overrides.Listen is not null)
        {
            root.Set("listen", Text(overrides.Listen, "--listen"));
        }

        if (overrides.HttpsInspection is { } https)
        {
            ApplyHttps(root, https, context.Kind, warnings);
        }

        if (overrides.DefaultUpstreamProxy is not null && !root.Has("upstream.proxy"))
        {
            root.Set("upstream.proxy", Text(overrides.DefaultUpstreamProxy, "upstream.proxy"));
        }
    }

    private static void ApplyHttps(ConfigNode root, bool https, PlatformKind platform, List<string> warnings)
    {
        const string Enabled = "https_inspection.enabled";
        var enabled = root.Has(Enabled) ? root.Members["https_inspection"].Members["enabled"] : null;
        if (!https && enabled is not { Kind: ConfigNodeKind.Boolean, Text: "true" })
        {
            // Off already, or wrong, which is to be said.
            return;
        }

        if (!https)
        {
            warnings.Add($"{Enabled} is true, and HTTPS is not opened without --https");
        }
        else if (!root.Has("https_inspection.trust_scope"))
        {
            root.Set("https_inspection.trust_scope", Text(platform.TrustScope(), "--https"));
        }

        root.Set(Enabled, new ConfigNode(ConfigNodeKind.Boolean, ConfigNode.NotInFile) { Text = https ? "true" : "false", Origin = "--https" });
    }

    // Any value but true would ask for what does not exist; an empty one may be meant as "off".
    private static void RequireRedaction(PlatformContext context, ProblemList problems)
    {
        var name = context.Kind.ReservedVariable("REDACT_SNIPPETS");
        if (context.Environment.TryGetValue(name, out var value) && !value.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            problems.Add(new ConfigProblem(name, "is not true, and redaction can't be switched off", "set it to true, or unset it"));
        }
    }

    // The variable holds the address as clients write it.
    private static string Address(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? url["http://".Length..].TrimEnd('/') : url;

    private static ConfigNode Text(string value, string origin) => new(ConfigNodeKind.Text, ConfigNode.NotInFile) { Text = value, Origin = origin };
}
