using TrafficGuardian.Monitor.Configuration.Reading;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>https_inspection</c>.</summary>
internal static class HttpsInspectionSection
{
    public static HttpsInspectionConfig Read(ObjectReader section, BindingScope scope)
    {
        var defaults = new HttpsInspectionConfig();
        var config = new HttpsInspectionConfig
        {
            Enabled = section.Boolean("enabled"),
            TrustScope = section.Choice("trust_scope", "process", "runtime"),
            CaCertificate = section.Text("ca_certificate") ?? defaults.CaCertificate,
            CaPrivateKey = section.Text("ca_private_key") ?? defaults.CaPrivateKey,
            InspectHosts = section.Take("inspect_hosts") is null ? null : HostLists.Names(section, "inspect_hosts"),
            BypassHosts = section.Take("bypass_hosts") is null ? null : HostLists.Names(section, "bypass_hosts"),
        };
        section.Finish();
        CheckScope(section, config, scope.Context.Kind);
        if (config.Enabled)
        {
            CheckMaterial(section, config, scope.Context);
            InterceptionSupport.Refuse(section);
        }

        return config;
    }

    private static void CheckScope(ObjectReader section, HttpsInspectionConfig config, PlatformKind platform)
    {
        var right = platform == PlatformKind.Nanoclaw ? "runtime" : "process";
        if (config.TrustScope is null ? config.Enabled : config.TrustScope != right)
        {
            section.Refuse("trust_scope",
                config.TrustScope is null ? "is missing, although https_inspection.enabled is true" : $"is not what {platform.Name()} has",
                $"write \"{right}\", which is your word that trust in the CA is given to that {(right == "runtime" ? "container" : "process")} only");
        }
    }

    private static void CheckMaterial(ObjectReader section, HttpsInspectionConfig config, PlatformContext context)
    {
        foreach (var (key, path, isSecret) in new[]
        {
            ("ca_certificate", context.Resolve(config.CaCertificate), false),
            ("ca_private_key", context.Resolve(config.CaPrivateKey), true),
        })
        {
            if (!File.Exists(path))
            {
                section.Refuse(key, "names a file that does not exist", "make a CA with the verb: ca init");
            }
            else if ((isSecret ? StateGuard.SecretFault(path) : StateGuard.ForeignFault(path)) is { } fault)
            {
                section.Refuse(key, "names a file that is not safe to use", fault);
            }
        }
    }
}
