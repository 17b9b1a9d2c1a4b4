namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Hermes: a Python agent that follows the usual proxy variables.</summary>
internal static class HermesAdapter
{
    public static PlatformPlan Plan(PlatformFacts facts) => new()
    {
        Platform = PlatformKind.Hermes,
        PlatformHome = PlatformResolver.PlatformHome(facts.Context),
        StateHome = facts.Context.Home,
        Variables = [.. ProxyVariables.For(facts)],
        PathMarkers = [".hermes/auth.json", ".hermes/.env", ".hermes/config.yaml"],
        Warnings = [.. ProxyVariables.Warnings(facts)],
    };
}
