namespace TrafficGuardian.Monitor.Platforms;

/// <summary>OpenClaw: a Node gateway with a managed proxy setting of its own.</summary>
public static class OpenclawAdapter
{
    /// <summary>OpenClaw's own configuration file: <c>OPENCLAW_CONFIG_PATH</c>, else <c>openclaw.json</c> in its state folder.</summary>
    public static string ConfigPath(PlatformContext context) =>
        PathText.Absolute(context.Variable("OPENCLAW_CONFIG_PATH") ?? "openclaw.json", context.UserHome, PlatformResolver.PlatformHome(context));

    internal static PlatformPlan Plan(PlatformFacts facts)
    {
        var config = OpenclawConfig.Read(facts);
        var home = PlatformResolver.PlatformHome(facts.Context);
        return new PlatformPlan
        {
            Platform = PlatformKind.Openclaw,
            PlatformHome = home,
            StateHome = facts.Context.Home,
            // Releases without the managed proxy read HTTP_PROXY only through Node, releases with it prefer their own variable.
            Variables = [.. ProxyVariables.For(facts), new EnvironmentVariable("OPENCLAW_PROXY_URL", facts.ProxyUrl)],
            Credentials = config.Credentials,
            OwnChannels = config.Channels,
            PathMarkers =
            [
                ".openclaw/openclaw.json", ".openclaw/.env", ".openclaw/secrets.json", ".openclaw/credentials/oauth.json",
                ".openclaw/credentials/whatsapp/default/creds.json", ".openclaw/identity/device-auth.json",
                ".openclaw/agents/main/agent/auth-profiles.json", "OPENCLAW_GATEWAY_TOKEN", "OPENCLAW_GATEWAY_PASSWORD",
            ],
            Warnings = [.. ProxyVariables.Warnings(facts), .. config.Warnings],
            Advice = [.. Advice(facts, home)],
        };
    }

    private static IEnumerable<string> Advice(PlatformFacts facts, string home)
    {
        yield return $"An installed service does not see this environment: 'openclaw config set proxy.proxyUrl {facts.ProxyUrl}', or OPENCLAW_PROXY_URL in {home}/.env, "
            + "then 'openclaw gateway install --force'. To undo it: 'openclaw config unset proxy.proxyUrl', and install again";
        yield return $"'openclaw proxy validate' wants its proxy to refuse a canary on this machine. The monitor refuses nothing and reports it instead (private_destination), so that check fails; "
            + $"'openclaw proxy validate --proxy-url {facts.ProxyUrl} --allowed-url https://example.com/' checks the way alone";
        yield return "Leave proxy.loopbackMode at \"gateway-only\": OpenClaw then reaches its own gateway directly, and drops NO_PROXY while its proxy is set";
        yield return "OpenClaw refuses a proxy on loopback for '--container': inside a container 127.0.0.1 is the container";
        if (facts.Trust is not null)
            yield return "NODE_EXTRA_CA_CERTS is read when Node starts: start the gateway again to begin or end opening its HTTPS";
    }
}
