using System.Net;
using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tls;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Reaches the upstreams of one downstream connection's requests.</summary>
/// <param name="context">What all connections share.</param>
/// <param name="client">The downstream's address.</param>
/// <param name="route">The API that all requests go to, or null.</param>
/// <param name="sender">Writes the heads that upstream proxies get.</param>
/// <param name="opened">Told of each connection as soon as it is open.</param>
internal sealed class LegDialer(RelayContext context, IPAddress client, ProxyRoute? route, RequestSender sender, Action<SocketLink> opened)
{
    private static readonly string[] OnlyHttp1 = ["http/1.1"];

    private readonly ForwardedHead? _toRoute = route is null ? null : ForwardedHead.ToRoute(route);

    /// <summary>Whether requests for this target can use the connection that is there: that of an HTTP proxy, on which any authority may be asked for.</summary>
    public bool CanShare(UpstreamLeg leg, ExchangeInfo info) =>
        leg.Heads.ToProxy && info.Protocol == WireProtocol.Http && ProxyFor(info) == leg.Proxy;

    /// <summary>Asks about a target as if it were dialled.</summary>
    /// <returns>Why it may not be asked for, or null.</returns>
    public async ValueTask<UpstreamFailure?> RefusalAsync(ExchangeInfo info)
    {
        try
        {
            var refusal = await context.Dialer.RefusalThroughProxyAsync(DestinationOf(info), context.Cutting);
            Note(info, refusal, refusal?.Address);
            return refusal;
        }
        catch (OperationCanceledException)
        {
            return new UpstreamFailure(FailureKind.Stopped, info.Destination, "not waited for: the monitor stops");
        }
    }

    /// <summary>Opens a connection that requests for a target can be sent on.</summary>
    public async Task<(UpstreamLeg? Leg, UpstreamFailure? Failure)> DialAsync(NextRequest next)
    {
        var info = next.Info!;
        var proxy = ProxyFor(info);
        var isTunnelled = route is not null || info.Protocol == WireProtocol.Https;
        var (link, failure) = await DialAsync(info, proxy, isTunnelled ? sender.ConnectHead(next, proxy) : []);
        if (link is null)
            return (null, failure);

        var heads = _toRoute
            ?? (proxy is { Kind: UpstreamProxyKind.Http } && !isTunnelled
                ? ForwardedHead.ToHttpProxy(proxy.Credentials, proxy.PassClientCredentials)
                : ForwardedHead.ToOrigin);
        if (info.Protocol != WireProtocol.Https)
            return (new UpstreamLeg(link, proxy, info, heads), null);

        var (secure, fault) = await context.Tls.OpenAsync(link, WishFor(info.Host));
        return secure is null
            ? (null, new UpstreamFailure(FailureKind.Tls, info.Destination, Describe(fault)))
            : (new UpstreamLeg(secure, proxy, info, heads), null);
    }

    /// <summary>Opens a connection for a tunnel.</summary>
    /// <returns>The connection, and how to open another one to the same place.</returns>
    public async Task<(Dialed Dialed, Func<Task<Dialed>> Again)> DialTunnelAsync(NextRequest next)
    {
        var proxy = ProxyFor(next.Info!);
        var connectHead = sender.ConnectHead(next, proxy);
        var dialed = await DialAsync(next.Info!, proxy, connectHead);
        // A name may be made to lead elsewhere by the second time: it is the first time's address that was looked at.
        return (dialed, () => DialAsync(next.Info!, proxy, connectHead, dialed.Address));
    }

    private async Task<Dialed> DialAsync(ExchangeInfo info, UpstreamProxy? proxy, byte[] connectHead, IPAddress? known = null)
    {
        var dialed = await context.Dialer.DialAsync(DestinationOf(info) with { Address = known }, proxy, connectHead, context.Cutting);
        Note(info, dialed.Failure, dialed.Address);
        if (dialed.Link is { } link)
            opened(link);
        return dialed;
    }

    private static void Note(ExchangeInfo info, UpstreamFailure? failure, IPAddress? address)
    {
        info.Resolved = address;
        info.IsRefused = failure is { Kind: FailureKind.NotAllowed };
    }

    private UpstreamProxy? ProxyFor(ExchangeInfo info) => context.Options.UpstreamProxyFor(info.Host, info.Port);

    private Destination DestinationOf(ExchangeInfo info) => new(client, info.Host, info.Port) { IsGiven = info.IsGiven };

    private static TlsWish WishFor(string host) => new(host)
    {
        ServerName = IPAddress.TryParse(host, out _) ? null : host,
        Protocols = OnlyHttp1,
    };

    private static string Describe(TlsFault fault) => fault switch
    {
        TlsFault.Untrusted => "its certificate has no chain to a trusted root (upstream.ca_bundle adds one)",
        TlsFault.WrongName => "its certificate is for another name",
        TlsFault.Expired => "its certificate has expired or is not valid yet",
        TlsFault.Weak => "its certificate has a key or a signature that is too weak",
        TlsFault.ClientCertificate => "it asks for a client certificate: use CONNECT",
        TlsFault.Downgrade => "it offers no cipher suite that is good enough",
        _ => "the TLS handshake failed",
    };
}
