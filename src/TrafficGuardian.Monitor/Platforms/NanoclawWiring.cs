namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What an operator of NanoClaw writes where, so that containers go through the monitor, and how to undo it.</summary>
public static class NanoclawWiring
{
    /// <summary>The text, lines without their ends.</summary>
    /// <param name="wiring">What is known of this machine.</param>
    /// <param name="verb">Writes a call of the executable with a verb.</param>
    public static IEnumerable<string> Lines(NanoclawContainer wiring, Func<string, string> verb) => wiring.Bridge is not { } bridge
        ?
        [
            "",
            "Containers",
            "  No container bridge was found among this machine's interfaces (docker0, bridge100, podman, cni).",
            "  Start the container runtime, or name the interface with --bridge NAME, to see the wiring with its values.",
            "  Docker Desktop has none: its containers reach 127.0.0.1 of this machine as host.docker.internal.",
        ]
        :
        [
            "",
            $"Containers, on the bridge {bridge.Name} ({bridge.Address} in {bridge.Network})",
            "  A container reaches public addresses through the monitor, and nothing of this machine or its networks",
            "  (remote_destinations, reachable_private_destinations). Everyone outside allowed_clients is refused.",
            .. Certificates(wiring, verb),
            .. Version1(wiring, bridge),
            .. Version2(wiring, bridge),
            "",
            "To undo the wiring of containers",
            "  1. Take the container arguments out again, and let NanoClaw start its containers anew.",
            "  2. Take listen, allow_remote, allowed_clients, routes and upstream out of the configuration, then 'stop' and 'start',",
            "     or 'systemctl --user disable --now' the service and its socket.",
            $"  3. rm -f {Quote(wiring.Certificate)} {Quote(wiring.CertificateWithGateways)}",
            "  Where the monitor is stopped first, the containers that still have the arguments reach nothing.",
        ];

    /// <summary>The configuration for v1, as JSON.</summary>
    public static string ConfigurationOfVersion1(NanoclawContainer wiring, NetworkCard bridge) =>
        $$"""{ {{Listener(wiring, bridge)}}, "routes": [{ "listen": "{{wiring.Route}}", "target": "{{wiring.CredentialProxyUrl}}" }] }""";

    /// <summary>The configuration for v2, as JSON.</summary>
    public static string ConfigurationOfVersion2(NanoclawContainer wiring, NetworkCard bridge) =>
        $$"""{ {{Listener(wiring, bridge)}}, "upstream": { "proxy": "{{NanoclawContainer.GatewayUrl}}", "proxy_credentials": "client", "ca_bundle": "~/.onecli/gateway/ca.pem" } }""";

    private static string Listener(NanoclawContainer wiring, NetworkCard bridge)
    {
        var https = wiring.IsOpened ? """, "https_inspection": { "enabled": true, "trust_scope": "runtime" }""" : "";
        return $$"""
            "listen": "{{wiring.Listen}}", "allow_remote": true, "allowed_clients": ["{{bridge.Network}}"]{{https}}
            """;
    }

    private static string[] Certificates(NanoclawContainer wiring, Func<string, string> verb) => !wiring.IsOpened
        ?
        [
            "  HTTPS of containers stays closed until 'ca init' has made a CA: then this text tells the mount as well.",
        ]
        :
        [
            "  The CA's certificate for containers, alone and outside the home; its key never leaves the home:",
            $"    {verb("ca export")} --output {Quote(wiring.Certificate)}",
        ];

    private static IEnumerable<string> Version1(NanoclawContainer wiring, NetworkCard bridge) =>
    [
        "",
        "NanoClaw v1: a base-URL route in front of its credential proxy",
        "  config.json",
        $"    {ConfigurationOfVersion1(wiring, bridge)}",
        "  container arguments, in buildContainerArgs of src/container-runner.ts, behind NanoClaw's own",
        .. Arguments((wiring with { IsChained = false }).Plan(withRoute: true)),
        "  The container goes on with its placeholder key; the credential proxy puts the real one in, behind the monitor.",
    ];

    private static IEnumerable<string> Version2(NanoclawContainer wiring, NetworkCard bridge) =>
    [
        "",
        "NanoClaw v2: chained to OneCLI",
        "  config.json",
        $"    {ConfigurationOfVersion2(wiring, bridge)}",
        .. wiring.IsOpened ? (string[])[
            "  both CAs' certificates for containers, since hosts that stay closed show OneCLI's",
            $"    cat {Quote(wiring.Certificate)} ~/.onecli/gateway/ca.pem > {Quote(wiring.CertificateWithGateways)}",
        ] : [],
        "  container arguments, behind those that OneCLI gave (applyContainerConfig in src/container-runner.ts)",
        .. Arguments((wiring with { IsChained = true }).Plan(withRoute: false)),
        "  Put the user and password of OneCLI's own HTTPS_PROXY (x and the agent token) before the host of the four proxy",
        $"  variables: http://x:TOKEN@{wiring.HostName}:{wiring.Listen.Port}. Each container's token is passed on to OneCLI as it is.",
        "  The container goes on with OneCLI's placeholder keys: a real key in its traffic is a finding.",
    ];

    private static IEnumerable<string> Arguments(ContainerPlan plan) =>
        plan.RunArguments().Concat(plan.Variables.Select(variable => $"-e {EnvironmentExport.ShellQuote($"{variable.Name}={variable.Value}")}"))
            .Select(argument => "    " + argument);

    private static string Quote(string path) => EnvironmentExport.ShellQuote(path);
}
