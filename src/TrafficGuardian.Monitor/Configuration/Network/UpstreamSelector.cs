using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>Says which upstream proxy a destination is reached through; holds its credentials in memory.</summary>
public sealed class UpstreamSelector
{
    private static readonly UpstreamSelector Direct = new((_, _) => null, []);

    private readonly Func<string, int, UpstreamProxy?> _proxyFor;

    private UpstreamSelector(Func<string, int, UpstreamProxy?> proxyFor, IReadOnlyList<UpstreamProxy> proxies)
    {
        _proxyFor = proxyFor;
        Proxies = proxies;
    }

    /// <summary>Every proxy that may be asked for.</summary>
    public IReadOnlyList<UpstreamProxy> Proxies { get; }

    /// <summary>Makes a selector; reads the credentials from where the configuration says they are.</summary>
    /// <param name="config">A checked configuration's <c>upstream</c>.</param>
    /// <param name="context">The environment that <c>"environment"</c> and credentials are taken from.</param>
    /// <param name="problems">What is wrong; the selector then reaches everything directly and should not be used.</param>
    public static UpstreamSelector Create(UpstreamConfig config, PlatformContext context, out IReadOnlyList<ConfigProblem> problems)
    {
        if (config.Proxy is null)
        {
            problems = [];
            return Direct;
        }

        var found = new List<ConfigProblem>();
        UpstreamProxy Ready(UpstreamProxy proxy) => WithCredentials(proxy, config.ProxyCredentials, context, found);
        var configured = NoProxyRules.Of(config.NoProxy);
        if (config.Proxy != "environment")
        {
            var proxy = ProxyUrl.FromConfiguration(config.Proxy, out var fault);
            if (fault is { } said)
            {
                problems = [new ConfigProblem("upstream.proxy", said.Message, said.Remedy)];
                return Direct;
            }

            var ready = Ready(proxy!);
            problems = found;
            return new UpstreamSelector((host, port) => configured.IsDirect(host, port) ? null : ready, [ready]);
        }

        var environment = EnvironmentProxy.Parse(context.Environment, out var environmentProblems);
        found.AddRange(environmentProblems);
        environment = environment with
        {
            ForHttp = environment.ForHttp is null ? null : Ready(environment.ForHttp),
            ForHttps = environment.ForHttps is null ? null : Ready(environment.ForHttps),
        };
        problems = [.. found.Distinct()];
        return new UpstreamSelector(
            (host, port) => configured.IsDirect(host, port) ? null : environment.For(host, port),
            [.. new[] { environment.ForHttp, environment.ForHttps }.OfType<UpstreamProxy>().Distinct()]);
    }

    /// <summary>The proxy for a host and port, or null for a direct connection.</summary>
    public UpstreamProxy? ProxyFor(string host, int port) => _proxyFor(host, port);

    // Credentials that came with the environment's URL are that proxy's own, and win.
    private static UpstreamProxy WithCredentials(
        UpstreamProxy proxy, ProxyCredentialsConfig? credentials, PlatformContext context, List<ConfigProblem> problems)
    {
        if (credentials is null || proxy.Credentials is not null)
        {
            return proxy;
        }

        if (credentials.Client)
        {
            return proxy with { PassClientCredentials = true };
        }

        var text = SecretSource.Read(credentials.Env, credentials.File, context, out var fault);
        if (text is not null && (!text.Contains(':', StringComparison.Ordinal) || text.Any(char.IsControl)))
        {
            fault = ("does not hold user:password on one line", "write it in that form");
        }

        if (fault is { } said)
        {
            problems.Add(new ConfigProblem("upstream.proxy_credentials", said.Message, said.Remedy));
        }

        return proxy with { Credentials = text };
    }
}
