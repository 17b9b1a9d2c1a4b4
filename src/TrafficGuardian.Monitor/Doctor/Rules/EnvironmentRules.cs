using TrafficGuardian.Monitor.Doctor.Paths;

namespace TrafficGuardian.Monitor.Doctor.Rules;

/// <summary>Paths that the agent's environment should lead to the monitor, and does not.</summary>
internal static class EnvironmentRules
{
    private const string Give = "start the agent with the variables that 'env' prints, or by 'run'";

    private static readonly Version NodeFollowing22 = new(22, 21);
    private static readonly Version NodeFollowing24 = new(24, 5);

    public static IEnumerable<PathFinding> NodeRelease(DoctorFacts facts, TrafficPath path)
    {
        if (IsNode(facts, path) && facts.Node is { } node && !(node.Major == 22 ? node >= NodeFollowing22 : node >= NodeFollowing24))
        {
            yield return ClientRules.Round(path, "node_release", $"Node {node} follows no proxy variables", "take Node 22.21, 24.5 or newer");
        }
    }

    public static IEnumerable<PathFinding> NodeOptIn(DoctorFacts facts, TrafficPath path)
    {
        if (IsNode(facts, path) && !new PathEnvironment(facts, path).NodeFollows)
        {
            yield return ClientRules.Round(path, "node_env_proxy", "Node follows proxy variables only where NODE_USE_ENV_PROXY is 1, and it is not", Give);
        }
    }

    public static IEnumerable<PathFinding> UpperCase(DoctorFacts facts, TrafficPath path)
    {
        var environment = new PathEnvironment(facts, path);
        if (environment is { Decides: true, Client: ClientKind.GoUpperCase } && environment.Value("HTTP_PROXY") is null && environment.Value("HTTPS_PROXY") is null
            && (environment.Value("http_proxy") ?? environment.Value("https_proxy")) is not null)
        {
            yield return ClientRules.Round(path, "upper_case", "it looks at HTTP_PROXY and HTTPS_PROXY in upper case only, and the lower case is set", Give);
        }
    }

    public static IEnumerable<PathFinding> Java(DoctorFacts facts, TrafficPath path)
    {
        if (path is { Client: ClientKind.Child, Program: "java", Detour: null, Proxy: null }
            && !(new PathEnvironment(facts, path).Value("JAVA_TOOL_OPTIONS")?.Contains("proxyHost=", StringComparison.Ordinal) ?? false))
        {
            yield return ClientRules.Round(path, "java_options", "Java follows no proxy variables", "with HTTPS opened 'env' prints JAVA_TOOL_OPTIONS, which tells it the proxy");
        }
    }

    public static IEnumerable<PathFinding> NoVariable(DoctorFacts facts, TrafficPath path)
    {
        var environment = new PathEnvironment(facts, path);
        if (!environment.Decides || path.Program == "java" || IsOnlyLoopback(path) || UpperCase(facts, path).Any())
        {
            yield break;
        }

        foreach (var isTls in environment.Schemes.Where(isTls => environment.ProxyVariable(isTls) is null))
        {
            yield return ClientRules.Round(path, "no_variable", $"its environment names no proxy for {(isTls ? "https" : "http")}", Give);
        }
    }

    public static IEnumerable<PathFinding> AnotherProxy(DoctorFacts facts, TrafficPath path)
    {
        var environment = new PathEnvironment(facts, path);
        if (!environment.Decides || path.Program == "java" || IsOnlyLoopback(path))
        {
            yield break;
        }

        foreach (var variable in environment.Schemes.Select(environment.ProxyVariable).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (!facts.Monitor.Address.IsMeantBy(environment.Value(variable)!))
            {
                yield return ClientRules.Round(path, "another_proxy", $"{variable} names another proxy than the monitor at {facts.Monitor.Listen}",
                    $"{Give}; to keep that proxy behind the monitor, name it in upstream.proxy ('run' does so by itself)");
            }
        }
    }

    public static IEnumerable<PathFinding> NoProxy(DoctorFacts facts, TrafficPath path)
    {
        var environment = new PathEnvironment(facts, path);
        foreach (var destination in environment.Decides ? path.Destinations.Where(destination => !destination.IsLoopback && environment.Excepts(destination)) : [])
        {
            yield return ClientRules.Round(path, "no_proxy", $"NO_PROXY excepts {destination.Shown}", "take the entry that means it out of NO_PROXY and no_proxy");
        }

        if (environment.Decides && path.Destinations.Count == 0 && environment.Excepts(Destination.BuiltIn("some.invalid")))
        {
            yield return ClientRules.Round(path, "no_proxy", "NO_PROXY excepts every host", "take the \"*\" out of NO_PROXY and no_proxy");
        }
    }

    private static bool IsNode(DoctorFacts facts, TrafficPath path)
    {
        var environment = new PathEnvironment(facts, path);
        return environment is { Decides: true, Client: ClientKind.Node } && !IsOnlyLoopback(path);
    }

    // Those are told of by another rule, or are routes.
    private static bool IsOnlyLoopback(TrafficPath path) => path.Destinations.Count > 0 && path.Destinations.All(destination => destination.IsLoopback);
}
