using System.Net;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary>Makes the configuration from its root object. Every key that exists is read here or in a section.</summary>
internal static class RootSection
{
    /// <summary>Reads everything; what is wrong is said in the scope, and the answer is not to be used then.</summary>
    public static MonitorConfig Read(ObjectReader root, BindingScope scope)
    {
        // Editors find the published schema by it.
        root.Text("$schema");
        ReadMode(root);
        var config = new MonitorConfig();
        config = config with
        {
            Listen = Listen(root, "listen") ?? config.Listen,
            AllowRemote = root.Boolean("allow_remote"),
            AllowedClients = [.. root.List("allowed_clients", text => EndpointText.Network(text) is { } network ? new Range(network) : null,
                "is not an address or CIDR range", "write it like 172.17.0.2 or 172.17.0.0/16, with no bits set behind the length").Select(range => range.Network)],
            MaxScanBytes = (int)root.Integer("max_scan_bytes", config.MaxScanBytes, 1024, 67_108_864),
            RemoteMayReachPrivate = root.Choice("remote_destinations", "public", "any") == "any",
            ReachablePrivateDestinations = HostLists.WithRanges(root, "reachable_private_destinations"),
            InspectionMemoryBytes = root.Integer("inspection_memory_bytes", config.InspectionMemoryBytes, 1_048_576, 1_073_741_824),
            HttpsInspection = HttpsInspectionSection.Read(root.Object("https_inspection"), scope),
            Upstream = UpstreamSection.Read(root.Object("upstream"), scope),
            Log = LogSection.Read(root.Object("log"), scope),
            DedupWindowSeconds = (int)root.Integer("dedup_window_seconds", config.DedupWindowSeconds, 0, 86_400),
            Exceptions = ExceptionsSection.Read(root, scope),
            Ipc = IpcSection.Read(root.Object("ipc"), scope),
            Patterns = PatternsSection.Read(root.Object("patterns"), scope),
            Credentials = CredentialsSection.Read(root, scope),
        };
        config = LaterSections.Read(root, config with { Routes = RoutesSection.Read(root, config) }, scope);
        root.Finish();
        if (config.Routes.Select(route => route.Listen.Address).Prepend(config.Listen.Address).Any(ListenRule.IsEveryAddress))
        {
            scope.Warnings.Add("listen is every address of this machine, those that face other networks included: name the one that the containers reach");
        }

        if (ListenRule.Fault(config.Listen.Address, config) is { } fault)
        {
            root.Refuse(fault.Key, fault.Message, fault.Remedy);
        }

        return config;
    }

    /// <summary>An address with port.</summary>
    public static IPEndPoint? Listen(ObjectReader reader, string key) =>
        reader.Parsed(key, EndpointText.Endpoint, "is not an address with a port", "write it like 127.0.0.1:18870 or [::1]:18870");

    private static void ReadMode(ObjectReader root)
    {
        if (root.Take("mode") is { Kind: ConfigNodeKind.Text, Text: "block" })
        {
            root.Refuse("mode", "blocking does not exist in this version", "write \"detect\", or leave the key out");
        }
        else
        {
            root.Choice("mode", "detect");
        }
    }

    /// <summary>A range as a reference, for a list of what could be parsed.</summary>
    private sealed record Range(IPNetwork Network);
}
