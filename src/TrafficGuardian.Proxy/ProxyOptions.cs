using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy;

/// <summary>How a <see cref="ProxyServer"/> listens and reaches out. Read once, at start.</summary>
public sealed record ProxyOptions
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>
    /// A socket that listens already, taken in the place of binding <see cref="Listen"/>; others may hold it too, so it is closed at
    /// the end and never shut down. The server's from its start on. Default: none.
    /// </summary>
    public Socket? Listener { get; init; }

    /// <summary>Says whether a client's address may use the proxy. Default: loopback addresses only.</summary>
    public Func<IPAddress, bool> ClientAllowed { get; init; } = IPAddress.IsLoopback;

    /// <summary>
    /// Most connections that the address of a client which is not loopback may have open; further ones are closed unheard, so that one
    /// container can't take the descriptors that the others need. Default 512.
    /// </summary>
    public int MaxConnectionsOfRemoteClient { get; init; } = 512;

    /// <summary>
    /// Most connections of all clients together. For a further one some that are idle are closed; where none is, it is closed unheard.
    /// Default 4096.
    /// </summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>
    /// Says whether a client may reach an address (the host as named, then one address it resolved to).
    /// Access control of the listener, no verdict on content. Default: everything.
    /// </summary>
    public Func<IPAddress, string, IPAddress, bool> DestinationAllowed { get; init; } = static (_, _, _) => true;

    /// <summary>
    /// The same for a name that an upstream proxy resolves (the client, then the host as named, without a dot at its end).
    /// Default: everything.
    /// </summary>
    public Func<IPAddress, string, NameVerdict> JudgeName { get; init; } = static (_, _) => NameVerdict.Allowed;

    /// <summary>The upstream proxy for a host and port, or null for a direct connection. Default: always direct.</summary>
    public Func<string, int, UpstreamProxy?> UpstreamProxyFor { get; init; } = static (_, _) => null;

    /// <summary>Listeners besides <see cref="Listen"/> that stand for one API each. Default: none.</summary>
    public IReadOnlyList<ProxyRoute> Routes { get; init; } = [];

    /// <summary>Whom to trust at TLS upstreams besides the system's roots. Default: nobody.</summary>
    public X509Certificate2Collection UpstreamAuthorities { get; init; } = [];

    /// <summary>How TLS inside tunnels is opened, or null where it stays closed. Default: closed.</summary>
    public InterceptionOptions? Interception { get; init; }

    /// <summary>Longest wait for a name to resolve and a connection to open, and for each TLS handshake. Default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a client may take for a request's head, or for a TLS hello, from its first byte to its last. Whoever has begun none may be
    /// quiet for as long as it likes. Default 60 s.
    /// </summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest request or response head that is followed, in bytes. Default 65,536.</summary>
    public int MaxHeadBytes { get; init; } = 65_536;

    /// <summary>Looks up a name's addresses. Default: the operating system.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>The clock that all waits are measured with.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
