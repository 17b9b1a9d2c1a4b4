namespace TrafficGuardian.Monitor.Platforms;

/// <summary>NanoClaw: a host process that runs agents in containers, which reach the host under a name of its own.</summary>
internal static class NanoclawAdapter
{
    public static PlatformPlan Plan(PlatformFacts facts) => new()
    {
        Platform = PlatformKind.Nanoclaw,
        PlatformHome = PlatformResolver.PlatformHome(facts.Context),
        StateHome = facts.Context.Home,
        Variables = [.. ProxyVariables.For(facts, "host.docker.internal")],
        PathMarkers = ["store/auth/creds.json", "store/pairing-code.txt", ".config/nanoclaw/mount-allowlist.json", ".onecli/gateway/ca.key"],
        // WhatsApp speaks the Noise protocol inside TLS and breaks where that is opened.
        BypassHosts = ["web.whatsapp.com", "*.whatsapp.com", "*.whatsapp.net"],
        Warnings = [.. ProxyVariables.Warnings(facts), .. MountAllowlist.Warnings(facts.Context.Home)],
    };
}
