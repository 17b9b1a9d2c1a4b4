namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>Which hosts' tunnels are opened: those of <c>inspect_hosts</c>, but never those of <c>bypass_hosts</c>.</summary>
public static class InterceptedHosts
{
    /// <summary>The predicate that the proxy asks: host as CONNECT named it, and port.</summary>
    /// <param name="config">A checked configuration's <c>https_inspection</c>.</param>
    /// <param name="platformBypass">The platform's own list, which holds where the configuration names none.</param>
    public static Func<string, int, bool> For(HttpsInspectionConfig config, IReadOnlyList<string> platformBypass)
    {
        var inspected = config.InspectHosts is null ? null : Patterns(config.InspectHosts);
        var bypassed = Patterns(config.BypassHosts ?? platformBypass);
        return (host, port) =>
            (inspected is null || Array.Exists(inspected, pattern => pattern.Matches(host, port)))
            && !Array.Exists(bypassed, pattern => pattern.Matches(host, port));
    }

    private static HostPattern[] Patterns(IReadOnlyList<string> texts) => [.. texts.Select(HostPattern.Parse).OfType<HostPattern>()];
}
