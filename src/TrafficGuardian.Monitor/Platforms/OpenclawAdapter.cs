namespace TrafficGuardian.Monitor.Platforms;

/// <summary>OpenClaw: a Node gateway with a managed proxy setting of its own.</summary>
internal static class OpenclawAdapter
{
    public static PlatformPlan Plan(PlatformFacts facts) => new()
    {
        Platform = PlatformKind.Openclaw,
        PlatformHome = PlatformResolver.PlatformHome(facts.Context),
        StateHome = facts.Context.Home,
        // Releases without the managed proxy read HTTP_PROXY only through Node, releases with it prefer their own variable.
        Variables = [.. ProxyVariables.For(facts), new EnvironmentVariable("OPENCLAW_PROXY_URL", facts.ProxyUrl)],
        PathMarkers = [".openclaw/credentials", ".openclaw/secrets.json", ".openclaw/identity/device-auth.json", "auth-profiles.json"],
        Warnings =
        [
            .. ProxyVariables.Warnings(facts),
            "a proxy.proxyUrl in OpenClaw's own configuration wins over the environment: its traffic goes round the monitor",
        ],
    };
}
