namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Hermes: a Python agent that follows the usual proxy variables.</summary>
public static class HermesAdapter
{
    /// <summary>Hermes' own configuration file.</summary>
    public static string ConfigPath(PlatformContext context) => PlatformResolver.PlatformHome(context) + "/config.yaml";

    internal static PlatformPlan Plan(PlatformFacts facts)
    {
        var config = HermesConfig.Read(facts);
        return new PlatformPlan
        {
            Platform = PlatformKind.Hermes,
            PlatformHome = PlatformResolver.PlatformHome(facts.Context),
            StateHome = facts.Context.Home,
            // SSL_CERT_FILE and REQUESTS_CA_BUNDLE take the place of Python's own roots, so they name the bundle with the system's.
            Variables = [.. ProxyVariables.For(facts)],
            Credentials = config.Credentials,
            PathMarkers = [".hermes/auth.json", ".hermes/.env", ".hermes/config.yaml", ".hermes/memories", ".hermes/sessions"],
            Warnings = [.. ProxyVariables.Warnings(facts), .. config.Warnings],
            Advice = [.. Advice(facts)],
        };
    }

    private static IEnumerable<string> Advice(PlatformFacts facts)
    {
        if (facts.Trust is null)
            yield break;
        yield return "Hermes refuses to start where SSL_CERT_FILE or REQUESTS_CA_BUNDLE names a file that is gone: 'stop' leaves the files in place, "
            + "and before 'ca remove' the agent is started again without the variables";
        yield return $"SSL_CERT_FILE and REQUESTS_CA_BUNDLE name {facts.Trust.Bundle}, which holds the system's roots as well: with the CA's certificate alone nothing else would be trusted";
    }
}
