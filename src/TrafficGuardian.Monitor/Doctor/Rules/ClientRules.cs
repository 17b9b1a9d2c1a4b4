using TrafficGuardian.Monitor.Doctor.Paths;

namespace TrafficGuardian.Monitor.Doctor.Rules;

/// <summary>Paths that go round the monitor by what sends them, whatever the environment says.</summary>
internal static class ClientRules
{
    public static IEnumerable<PathFinding> OwnProxy(DoctorFacts facts, TrafficPath path)
    {
        if (path.Proxy is { LeadsToMonitor: false } proxy)
        {
            yield return Round(path, "own_proxy", $"{proxy.Place} names a proxy of its own, which wins over the environment",
                "clear it, or set it to the monitor's address; that proxy belongs in upstream.proxy");
        }
    }

    public static IEnumerable<PathFinding> Detour(DoctorFacts facts, TrafficPath path)
    {
        if (path.Detour is { } detour && path.Proxy is not { LeadsToMonitor: true })
        {
            yield return Round(path, detour.Code, detour.Cause, detour.Remedy);
        }
    }

    public static IEnumerable<PathFinding> RawProtocol(DoctorFacts facts, TrafficPath path)
    {
        if (path.Client == ClientKind.Raw)
        {
            yield return Round(path, "raw_protocol", "it speaks a protocol that no HTTP proxy carries", "switch it off, or watch it by other means: nothing here can");
        }
    }

    public static IEnumerable<PathFinding> ReadsNoProxy(DoctorFacts facts, TrafficPath path)
    {
        if (path is { Client: ClientKind.Deaf, Proxy: null })
        {
            yield return Round(path, "reads_no_proxy", "its client was written without a proxy and follows no variable", "switch it off, or fetch from another place");
        }
    }

    public static IEnumerable<PathFinding> OwnSockets(DoctorFacts facts, TrafficPath path)
    {
        if (path is { Client: ClientKind.NodeSockets, Proxy: null })
        {
            yield return Round(path, "own_sockets", "its library opens connections (WebSockets above all) past Node's own clients, and follows no variable",
                facts.Platform == Platforms.PlatformKind.Openclaw
                    ? "set proxy.proxyUrl to the monitor's address: the managed proxy stands before WebSockets too"
                    : "give the library an agent for the proxy in code, or leave the channel unwatched");
        }
    }

    public static IEnumerable<PathFinding> Container(DoctorFacts facts, TrafficPath path)
    {
        if (new PathEnvironment(facts, path).Client == ClientKind.Container && path.Detour is null
            && !path.Variables.Where(variable => variable.Key.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).Any(variable => facts.Monitor.Address.IsMeantBy(variable.Value)))
        {
            yield return Round(path, "container", "a container has an environment of its own, in which nothing names the monitor",
                "give it the proxy variables, with an address that it reaches: 'env --format docker', and for NanoClaw 'setup'");
        }
    }

    public static IEnumerable<PathFinding> Loopback(DoctorFacts facts, TrafficPath path)
    {
        var environment = new PathEnvironment(facts, path);
        foreach (var destination in environment.Decides ? path.Destinations.Where(destination => destination.IsLoopback && !IsRoute(facts, destination)) : [])
        {
            if (environment.Client is ClientKind.Go or ClientKind.GoUpperCase || environment.Excepts(destination))
            {
                yield return Round(path, "loopback", environment.Client is ClientKind.Go or ClientKind.GoUpperCase
                        ? $"{destination.Shown}:{destination.Port} is on this machine, and Go programs never send loopback traffic to a proxy"
                        : $"{destination.Shown}:{destination.Port} is on this machine, and NO_PROXY excepts it",
                    "put a route before it: 'routes' in the monitor's configuration, and the route's address as its base URL");
            }
        }
    }

    /// <summary>Whether a destination is one of the monitor's own routes.</summary>
    public static bool IsRoute(DoctorFacts facts, Destination destination) =>
        destination.IsLoopback && facts.Monitor.Routes.Any(route => route.Listen.Port == destination.Port);

    public static PathFinding Round(TrafficPath path, string code, string cause, string remedy) =>
        new($"{path.Kind} {path.Name}", PathState.GoingRound, code, cause, remedy);
}
