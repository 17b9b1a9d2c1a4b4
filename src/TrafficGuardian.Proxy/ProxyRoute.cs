using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Proxy;

/// <summary>
/// A listener that stands for one API: a client is given its address as base URL, and sends its requests in the clear.
/// </summary>
/// <param name="Listen">Where to listen; port 0 takes a free one.</param>
/// <param name="Target">The API: scheme <c>https</c> or <c>http</c>, host, port, and a path that is put before each request's, if any.</param>
public sealed record ProxyRoute(IPEndPoint Listen, Uri Target)
{
    /// <summary>A socket that listens already, as <see cref="ProxyOptions.Listener"/>. Default: none.</summary>
    public Socket? Listener { get; init; }

    /// <summary>Whether the server starts without the route where its address can't be listened on. Default: it does not start at all.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>The API's host, lower case, no brackets.</summary>
    public string Host { get; } = Target.IdnHost.ToLowerInvariant();

    /// <summary>What a request's <c>Host</c> line names; the port is left out where the scheme implies it.</summary>
    public string HostAndPort { get; } = Target.Authority;

    /// <summary>Whether the API is reached by TLS.</summary>
    public bool IsSecure { get; } = Target.Scheme == Uri.UriSchemeHttps;

    /// <summary>The path before each request's, without a slash at its end; may be empty.</summary>
    public string BasePath { get; } = Target.AbsolutePath.TrimEnd('/');
}
