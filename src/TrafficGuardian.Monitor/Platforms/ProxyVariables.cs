namespace TrafficGuardian.Monitor.Platforms;

/// <summary>
/// The variables for one process: its proxy, and its trust where HTTPS is opened. Clients differ in the case that they
/// read (curl wants <c>http_proxy</c>, Picoclaw's channels want <c>HTTP_PROXY</c>), so both are set; and in whether they
/// proxy loopback, so it is excepted.
/// </summary>
internal static class ProxyVariables
{
    private static readonly string[] Always = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"];

    private static readonly string[] CgiMarks = ["REQUEST_METHOD", "GATEWAY_INTERFACE"];

    private static readonly string[] NoProxyNames = ["no_proxy", "NO_PROXY"];

    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "::1"];

    // Overridden only where somebody set them: a client that follows one of these would otherwise go round the monitor;
    // and set unasked they would send it schemes that it does not speak (ftp, for one).
    private static readonly string[] OnlyWhereSet = ["ALL_PROXY", "all_proxy", "WS_PROXY", "ws_proxy", "WSS_PROXY", "wss_proxy"];

    /// <summary>The variables, in the order in which they are shown.</summary>
    /// <param name="facts">The environment and the monitor's address.</param>
    /// <param name="direct">Host names that the platform reaches without any proxy, besides loopback.</param>
    public static IEnumerable<EnvironmentVariable> For(PlatformFacts facts, params IReadOnlyList<string> direct)
    {
        var noProxy = NoProxy(facts.Context, direct);
        return Always.Concat(OnlyWhereSet.Where(name => facts.Context.Variable(name) is not null))
            .Select(name => new EnvironmentVariable(name, facts.ProxyUrl))
            .Concat([
                new EnvironmentVariable("NO_PROXY", noProxy),
                new EnvironmentVariable("no_proxy", noProxy),
                new EnvironmentVariable("NODE_USE_ENV_PROXY", "1"),
            ])
            .Concat(TrustVariables.For(facts));
    }

    /// <summary>What the environment itself makes go round the monitor, or fail.</summary>
    public static IEnumerable<string> Warnings(PlatformFacts facts)
    {
        var context = facts.Context;
        foreach (var name in CgiMarks.Where(name => context.Variable(name) is not null))
        {
            yield return $"{name} is set, as for a CGI program: many clients ignore HTTP_PROXY then, or refuse to work; unset it for the agent";
        }

        if (Existing(context).Contains("*"))
        {
            yield return "NO_PROXY is \"*\": every request goes round the monitor; take the \"*\" out";
        }

        foreach (var warning in TrustVariables.Warnings(facts))
        {
            yield return warning;
        }
    }

    private static string NoProxy(PlatformContext context, IReadOnlyList<string> direct) =>
        string.Join(',', Existing(context).Concat(Loopback).Concat(direct).Distinct(StringComparer.OrdinalIgnoreCase));

    // Clients differ in which of the two wins, so what either excepts stays excepted.
    private static IEnumerable<string> Existing(PlatformContext context) =>
        NoProxyNames.SelectMany(name => (context.Variable(name) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(entry => !entry.Any(char.IsControl));
}
