namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Picoclaw: a Go gateway that honours proxy variables except where its own configuration says otherwise.</summary>
public static class PicoclawAdapter
{
    /// <summary>Picoclaw's own configuration file: <c>PICOCLAW_CONFIG</c>, else <c>config.json</c> in its home.</summary>
    public static string ConfigPath(PlatformContext context) =>
        PathText.Absolute(context.Variable("PICOCLAW_CONFIG") ?? "config.json", context.UserHome, Home(context));

    internal static PlatformPlan Plan(PlatformFacts facts)
    {
        var config = PicoclawConfig.Read(facts);
        return new PlatformPlan
        {
            Platform = PlatformKind.Picoclaw,
            PlatformHome = Home(facts.Context),
            StateHome = facts.Context.Home,
            Variables = [.. ProxyVariables.For(facts)],
            Credentials = config.Credentials,
            PathMarkers =
            [
                ".picoclaw/.security.yml", ".picoclaw/auth.json", ".picoclaw/.picoclaw.pid", ".picoclaw/launcher-config.json",
                "picoclaw_ed25519.key", "PICOCLAW_KEY_PASSPHRASE", "PICOCLAW_LAUNCHER_TOKEN",
            ],
            Warnings = [.. ProxyVariables.Warnings(facts), .. EnvironmentWarnings(facts.Context), .. config.Warnings],
        };
    }

    private static string Home(PlatformContext context) => PlatformResolver.PlatformHome(context);

    private static IEnumerable<string> EnvironmentWarnings(PlatformContext context)
    {
        if (context.Variable("PICOCLAW_TOOLS_WEB_PROXY") is not null)
        {
            yield return "PICOCLAW_TOOLS_WEB_PROXY gives the web tools a proxy of their own: their traffic goes round the monitor; unset it, and name that proxy in upstream.proxy";
        }
    }
}
