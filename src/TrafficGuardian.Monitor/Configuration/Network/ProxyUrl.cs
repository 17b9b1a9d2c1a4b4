using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>A proxy's URL: <c>http://host:port</c>, <c>socks5://host:port</c> and, in the environment, their usual variants.</summary>
internal static class ProxyUrl
{
    /// <summary>Reads a URL as the environment holds it: scheme and port may be missing, <c>user:password@</c> is taken out and kept in memory.</summary>
    /// <param name="text">The variable's value.</param>
    /// <param name="fault">What is wrong, never quoting the value; null where the answer is not null.</param>
    public static UpstreamProxy? FromEnvironment(string text, out string? fault)
    {
        fault = null;
        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (text.Length > 4096 || text.Any(char.IsControl) || !Uri.TryCreate(withScheme, UriKind.Absolute, out var url) || url.IdnHost.Length == 0)
        {
            fault = "is not a proxy's URL";
            return null;
        }

        if (KindOf(url.Scheme) is not { } kind)
        {
            fault = "names a kind of proxy that is not spoken: only http and socks5 are";
            return null;
        }

        // Without a port, http means 80 and socks5 1080.
        var port = url.Port > 0 ? url.Port : 1080;
        var credentials = url.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(url.UserInfo);
        if (credentials is not null && (credentials.Any(char.IsControl) || credentials.Length > 1024))
        {
            fault = "holds credentials that no proxy takes";
            return null;
        }

        return new UpstreamProxy(kind, url.IdnHost, port)
        {
            Credentials = credentials is null || credentials.Contains(':', StringComparison.Ordinal) ? credentials : credentials + ":",
        };
    }

    /// <summary>Reads <c>upstream.proxy</c>: scheme, host and port, nothing else.</summary>
    /// <param name="text">The key's value.</param>
    /// <param name="fault">What is wrong and the remedy, never quoting the value; null where the answer is not null.</param>
    public static UpstreamProxy? FromConfiguration(string text, out (string Message, string Remedy)? fault)
    {
        fault = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || KindOf(url.Scheme) is not { } kind || url.IdnHost.Length == 0
            || !text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..].Contains(':', StringComparison.Ordinal) || url.Port <= 0)
        {
            fault = ("is not a proxy's URL", "write http://host:port, socks5://host:port or \"environment\"");
        }
        else if (url.UserInfo.Length > 0 || text.Contains('@', StringComparison.Ordinal))
        {
            fault = ("holds credentials, which do not belong in the configuration",
                "take them out, and name where they are in upstream.proxy_credentials: { \"env\": NAME } or { \"file\": PATH }");
        }
        else if (url.PathAndQuery != "/" || url.Fragment.Length > 0)
        {
            fault = ("holds more than a proxy's address", "write scheme, host and port only");
        }
        else
        {
            return new UpstreamProxy(kind, url.IdnHost, url.Port);
        }

        return null;
    }

    private static UpstreamProxyKind? KindOf(string scheme) => scheme switch
    {
        "http" => UpstreamProxyKind.Http,
        "socks5" or "socks5h" => UpstreamProxyKind.Socks5,
        _ => null,
    };
}
