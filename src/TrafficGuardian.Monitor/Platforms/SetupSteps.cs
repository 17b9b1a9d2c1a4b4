namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What differs from platform to platform in the setup text: how its agent is called, kept going through the monitor, and led back.</summary>
internal static class SetupSteps
{
    private const string DropIn = "traffic-guardian.conf";

    /// <summary>The command that starts the agent.</summary>
    public static string Agent(PlatformKind platform) => platform switch
    {
        PlatformKind.Picoclaw => "picoclaw gateway",
        PlatformKind.Nanoclaw => "npm start",
        PlatformKind.Openclaw => "openclaw gateway",
        _ => "hermes gateway",
    };

    /// <summary>What is to be known of the variables.</summary>
    public static IEnumerable<string> Notes(PlatformKind platform) => platform switch
    {
        PlatformKind.Picoclaw =>
            ["picoclaw-launcher hands its environment to the gateway it starts: give the variables to the launcher then."],
        PlatformKind.Nanoclaw =>
            ["These variables are for the host process. Agents in containers leave directly until they are wired as told below."],
        _ => [],
    };

    /// <summary>How an agent that something else starts is led through the monitor.</summary>
    /// <param name="plan">The platform's plan.</param>
    /// <param name="proxyUrl">The monitor's address as clients write it.</param>
    /// <param name="verb">Writes a call of the executable with a verb.</param>
    public static IEnumerable<string> Agents(PlatformPlan plan, string proxyUrl, Func<string, string> verb) => plan.Platform switch
    {
        PlatformKind.Openclaw =>
        [
            "",
            "An installed gateway (it does not see a shell's variables)",
            $"  openclaw config set proxy.proxyUrl {proxyUrl}",
            "  openclaw gateway install --force",
            "  openclaw gateway restart",
        ],
        PlatformKind.Picoclaw or PlatformKind.Hermes => Unit(plan.Platform, verb),
        _ => [],
    };

    /// <summary>The way back of <see cref="Agents"/>; part of the step in which the agent loses the variables.</summary>
    public static IEnumerable<string> AgentsBack(PlatformKind platform) => platform switch
    {
        PlatformKind.Openclaw =>
        [
            "     An installed gateway: openclaw config unset proxy.proxyUrl",
            "                           openclaw gateway install --force",
            "                           openclaw gateway restart",
        ],
        PlatformKind.Picoclaw or PlatformKind.Hermes =>
        [
            $"     As a unit: rm ~/.config/systemd/user/{UnitOf(platform)}.d/{DropIn}",
            $"                systemctl --user daemon-reload && systemctl --user restart {UnitOf(platform)}",
        ],
        _ => [],
    };

    // The file may hold what the environment held already, a proxy's password for one: it is made for its owner's eyes.
    private static IEnumerable<string> Unit(PlatformKind platform, Func<string, string> verb)
    {
        var folder = $"~/.config/systemd/user/{UnitOf(platform)}.d";
        return
        [
            "",
            $"An agent that is a unit of this user's systemd (here {UnitOf(platform)}; take the name of yours)",
            $"  mkdir -p {folder}",
            $"  ( umask 077; {{ echo '[Service]'; {verb("env")} --format systemd; }} > {folder}/{DropIn} )",
            $"  systemctl --user daemon-reload && systemctl --user restart {UnitOf(platform)}",
        ];
    }

    private static string UnitOf(PlatformKind platform) => platform == PlatformKind.Picoclaw ? "picoclaw.service" : "hermes-gateway.service";
}
