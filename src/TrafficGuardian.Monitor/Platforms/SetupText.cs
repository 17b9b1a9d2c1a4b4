namespace TrafficGuardian.Monitor.Platforms;

/// <summary>
/// What an operator reads before the first start: what will happen, what will not, the exact commands, the way back.
/// It changes nothing, and nothing in it is to be run with more rights than the agent has.
/// </summary>
public static class SetupText
{
    /// <summary>The text for a plan, lines ended by a line feed.</summary>
    /// <param name="plan">The platform's plan.</param>
    /// <param name="command">How the executable is called here, such as <c>./traffic-guardian</c>.</param>
    /// <param name="listen">Where the monitor will listen, as <c>host:port</c>.</param>
    /// <param name="configPath">The configuration file.</param>
    /// <param name="trust">The CA that is there, or null.</param>
    /// <param name="containers">What is known of NanoClaw's containers; null for another platform.</param>
    public static string For(
        PlatformPlan plan, string command, string listen, string configPath, SetupTrust? trust = null, NanoclawContainer? containers = null)
    {
        var name = plan.Platform.Name();
        var call = $"{command} VERB --platform {name} --home {EnvironmentExport.ShellQuote(plan.StateHome)}";
        string Verb(string verb) => call.Replace("VERB", verb, StringComparison.Ordinal);
        return string.Join('\n', (IEnumerable<string>)
        [
            $"Traffic Guardian for {name}",
            "",
            "What will happen",
            $"  - A monitor listens on {listen} and watches what the agent sends and receives through it.",
            $"  - What it finds is written, redacted, below {plan.StateHome} (folders 0700, files 0600).",
            "  - Only the process that you start with the variables below uses it.",
            .. trust is { Enabled: true } ?
            (string[])[
                "  - HTTPS of that process is opened and read, and closed again towards the server. It trusts the CA below by its",
                "    variables, and nothing else on this machine does. What can't be vouched for stays closed.",
                $"    CA SHA-256 {trust.Fingerprint}, until {trust.Until}",
            ] : [],
            "What will not happen",
            "  - Nothing is blocked and nothing is changed: it detects and logs.",
            "  - No system setting, shell profile, certificate store or global proxy is touched.",
            .. trust is { Enabled: true } ? (string[])[] : ["  - HTTPS is not opened: of an HTTPS connection only the destination is seen."],
            "",
            "One command, watched (nothing to undo)",
            $"  {Verb("run")} -- {SetupSteps.Agent(plan.Platform)}",
            .. HttpsOfOneCommand(trust, Verb, SetupSteps.Agent(plan.Platform)),
            "",
            "A monitor that stays",
            $"  {Verb("check-config")}",
            $"  {Verb("start")} --background",
            $"  ( eval \"$({Verb("env")} --format sh)\"; exec {SetupSteps.Agent(plan.Platform)} )",
            $"  {Verb("status")}",
            $"  {Verb("threats")} --follow",
            $"  {Verb("doctor")}    tells which traffic is seen, and what goes round",
            .. WrappedText.Lines($"'env' sets, for that one process: {string.Join(", ", plan.Variables.Select(variable => variable.Name))}.", "  - ", "    "),
            .. SetupSteps.Notes(plan.Platform).Concat(plan.Advice.Select(advice => advice + ".")).SelectMany(note => WrappedText.Lines(note, "  - ", "    ")),
            .. SetupSteps.Agents(plan, $"http://{listen}", Verb),
            .. HttpsThatStays(plan.Platform, trust, configPath, Verb),
            "",
            "As a service of this user (printed, installed by you)",
            $"  {Verb("setup")} --service",
            .. containers is null ? (IEnumerable<string>)[] : NanoclawWiring.Lines(containers, Verb),
            "",
            "To undo it",
            "  1. Start the agent again without these variables.",
            .. SetupSteps.AgentsBack(plan.Platform),
            $"  2. {Verb("stop")}",
            $"     As a service: systemctl --user disable --now traffic-guardian-{name}.socket traffic-guardian-{name}.service",
            $"     and rm -f ~/.config/systemd/user/traffic-guardian-{name}.service ~/.config/systemd/user/traffic-guardian-{name}.socket",
            .. trust is null ? (string[])[] : [$"     {Verb("ca remove")}", "     and take https_inspection out of the configuration"],
            $"  3. When the findings are not needed any more: rm -rf {EnvironmentExport.ShellQuote(plan.StateHome)}",
            $"  Where the monitor has stopped, an agent that still has the variables can't reach the network: do 1 before 2.",
            "",
            $"Configuration: {configPath} (where it is missing, defaults apply)",
            .. plan.Warnings.Count == 0 ? (IEnumerable<string>)[] : ["", "What will go round the monitor, or needs a look", .. plan.Warnings.SelectMany(warning => WrappedText.Lines(warning, "  - ", "    "))],
            "",
        ]);
    }

    private static IEnumerable<string> HttpsOfOneCommand(SetupTrust? trust, Func<string, string> verb, string agent) => trust is null
        ? [$"  {verb("ca init")}    makes a CA, with which HTTPS of one command can be opened as well: run --https"]
        : [$"  {verb("run")} --https -- {agent}", $"    opens its HTTPS as well, with the CA SHA-256 {trust.Fingerprint}"];

    private static IEnumerable<string> HttpsThatStays(PlatformKind platform, SetupTrust? trust, string configPath, Func<string, string> verb) => trust is { Enabled: true } ? [] :
    [
        "",
        "HTTPS of that process opened too (what it then holds for trustworthy changes for it alone)",
        .. trust is null ? (string[])[$"  {verb("ca init")}"] : [],
        $"  in {configPath}: {{ \"https_inspection\": {{ \"enabled\": true, \"trust_scope\": \"{platform.TrustScope()}\" }} }}",
        "  then 'stop' and 'start' again, and the agent with the variables that 'env' then prints",
    ];
}
