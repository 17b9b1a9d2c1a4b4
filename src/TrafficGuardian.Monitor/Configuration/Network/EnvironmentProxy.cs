using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>The proxy that an environment names, as its clients understand it.</summary>
/// <param name="ForHttp">For <c>http</c> destinations, or null.</param>
/// <param name="ForHttps">For <c>https</c> destinations, or null.</param>
/// <param name="Direct">What is reached without a proxy.</param>
internal sealed record EnvironmentProxy(UpstreamProxy? ForHttp, UpstreamProxy? ForHttps, NoProxyRules Direct)
{
    /// <summary>
    /// Reads <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>, <c>ALL_PROXY</c> and <c>NO_PROXY</c>; lower case wins, as most clients have it.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="problems">What is wrong, by variable.</param>
    public static EnvironmentProxy Parse(IReadOnlyDictionary<string, string> environment, out IReadOnlyList<ConfigProblem> problems)
    {
        var found = new List<ConfigProblem>();

        // In a CGI program a client's "Proxy:" header arrives as HTTP_PROXY, so only the lower case is believed there.
        var isCgi = Value(environment, "REQUEST_METHOD") is not null || Value(environment, "GATEWAY_INTERFACE") is not null;
        var http = isCgi ? Read(environment, found, "http_proxy") : Read(environment, found, "http_proxy", "HTTP_PROXY");
        var https = Read(environment, found, "https_proxy", "HTTPS_PROXY");
        var all = http is null || https is null ? Read(environment, found, "all_proxy", "ALL_PROXY") : null;
        problems = found;
        return new EnvironmentProxy(
            http ?? all,
            https ?? all,
            NoProxyRules.Parse(Value(environment, "no_proxy") ?? Value(environment, "NO_PROXY") ?? ""));
    }

    /// <summary>Whether the environment names any proxy.</summary>
    public bool IsEmpty => ForHttp is null && ForHttps is null;

    /// <summary>
    /// The proxy for a destination, or null for none. The scheme is not known here: port 443 is https, port 80 http,
    /// and any other takes whichever is named, https first, for that is what tunnels mostly carry.
    /// </summary>
    public UpstreamProxy? For(string host, int port) =>
        Direct.IsDirect(host, port) ? null
        : port == 443 ? ForHttps
        : port == 80 ? ForHttp
        : ForHttps ?? ForHttp;

    private static UpstreamProxy? Read(IReadOnlyDictionary<string, string> environment, List<ConfigProblem> problems, params string[] names)
    {
        foreach (var name in names)
        {
            if (Value(environment, name) is not { } text)
            {
                continue;
            }

            var proxy = ProxyUrl.FromEnvironment(text, out var fault);
            if (fault is not null)
            {
                problems.Add(new ConfigProblem(name, fault, "correct it, unset it, or name a proxy in upstream.proxy"));
            }

            return proxy;
        }

        return null;
    }

    private static string? Value(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
