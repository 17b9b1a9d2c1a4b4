using TrafficGuardian.Monitor.Configuration.Reading;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Trust;

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
            CheckAuthority(section, config, scope);
        }

        return config;
    }

    private static void CheckScope(ObjectReader section, HttpsInspectionConfig config, PlatformKind platform)
    {
        var right = platform.TrustScope();
        if (config.TrustScope is null ? config.Enabled : config.TrustScope != right)
        {
            section.Refuse("trust_scope",
                config.TrustScope is null ? "is missing, although https_inspection.enabled is true" : $"is not what {platform.Name()} has",
                $"write \"{right}\", which is your word that trust in the CA is given to that {(right == "runtime" ? "container" : "process")} only");
        }
    }

    private static void CheckAuthority(ObjectReader section, HttpsInspectionConfig config, BindingScope scope)
    {
        using var authority = Authority.Read(config.AuthorityIn(scope.Context), scope.Now, out var faults);
        foreach (var fault in faults)
        {
            section.Refuse(fault.Part == AuthorityPart.Certificate ? "ca_certificate" : "ca_private_key", fault.Message, fault.Remedy);
        }

        if (authority is not null)
        {
            scope.Warnings.AddRange(authority.Certificate.Notices(scope.Now).Select(notice => $"https_inspection.ca_certificate: {notice}"));
            scope.Warnings.AddRange(BeyondConstraints(config.InspectHosts, authority.Certificate.Constraints));
        }
    }

    /// <summary>What the configuration wants inspected and the CA can't vouch for.</summary>
    private static IEnumerable<string> BeyondConstraints(IReadOnlyList<string>? patterns, NameConstraints constraints)
    {
        if (patterns is null)
        {
            return constraints.AreAny
                ? ["https_inspection.inspect_hosts is not set, and the CA is limited to some hosts ('ca show' names them): all others are bypassed"]
                : [];
        }

        return patterns.Where(pattern => !constraints.CanVouchForAll(pattern)).Select(pattern =>
            $"https_inspection.inspect_hosts: '{pattern}' goes beyond what the CA is limited to ('ca show' tells it): hosts beyond that are bypassed");
    }
}
