namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>NanoClaw's paths: the containers of its agents, and the host process with its channels.</summary>
internal static class NanoclawPaths
{
    private static readonly (string Package, string Channel, ClientKind Client)[] ChannelPackages =
    [
        ("@whiskeysockets/baileys", "whatsapp", ClientKind.NodeSockets),
        ("baileys", "whatsapp", ClientKind.NodeSockets),
        // It makes agents of its own for keep-alive.
        ("grammy", "telegram", ClientKind.NodeSockets),
        ("discord.js", "discord", ClientKind.NodeSockets),
        ("@slack/bolt", "slack", ClientKind.NodeSockets),
        ("googleapis", "gmail", ClientKind.Node),
    ];

    public static PathSet Read(PathSource source)
    {
        if (source.Tree is not { } project)
        {
            return PathSet.Empty with
            {
                Paths = [new TrafficPath("container", "agents", ClientKind.Container)],
                Notices =
                [
                    PathFinding.Notice("configuration", "config_missing", "NanoClaw's project was not found: neither its version nor its channels are known",
                        "ask again from its folder"),
                ],
            };
        }

        return PathSet.Empty with { Paths = [Containers(source, project), .. Model(project), .. Channels(project)] };
    }

    // The code that starts containers names the monitor's port once it is wired.
    private static TrafficPath Containers(PathSource source, NanoclawProject project)
    {
        var path = new TrafficPath("container", "agents", ClientKind.Container);
        return IsWired(project.Runner, new Uri(source.Facts.ProxyUrl).Port)
            ? path with { Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HTTPS_PROXY"] = source.Facts.ProxyUrl } } : path;
    }

    private static bool IsWired(string runner, int port)
    {
        var text = $":{port}";
        for (var at = runner.IndexOf(text, StringComparison.Ordinal); at >= 0; at = runner.IndexOf(text, at + 1, StringComparison.Ordinal))
        {
            if (at + text.Length == runner.Length || !char.IsAsciiDigit(runner[at + text.Length]))
            {
                return runner.Contains("HTTPS_PROXY", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }

    // Version 1 has a credential proxy of its own on the host; version 2 leaves models to OneCLI, behind the containers.
    private static IEnumerable<TrafficPath> Model(NanoclawProject project)
    {
        if (project.Major is null or < 2)
        {
            var named = Destination.Of(project.Dotenv.GetValueOrDefault("ANTHROPIC_BASE_URL"));
            yield return new TrafficPath("model", "anthropic (credential proxy)", ClientKind.Node)
            {
                Destinations = [named ?? Destination.BuiltIn("api.anthropic.com")],
            };
        }
    }

    private static IEnumerable<TrafficPath> Channels(NanoclawProject project) =>
        ChannelPackages.Where(channel => project.Packages.Contains(channel.Package)).DistinctBy(channel => channel.Channel)
            .Select(channel => new TrafficPath("channel", channel.Channel, channel.Client) { Destinations = KnownHosts.OfChannel(channel.Channel) });
}
