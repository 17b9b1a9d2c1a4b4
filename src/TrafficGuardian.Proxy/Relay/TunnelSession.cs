using System.Net.Security;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tls;
using TrafficGuardian.Proxy.Tunnels;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>
/// Carries a tunnel whose CONNECT has been answered. Where its TLS may be opened:
/// 1. the client's first bytes are awaited, unless the upstream speaks first, and its hello is read;
/// 2. TLS is opened to the upstream, as the client would;
/// 3. the client's handshake is completed, with a certificate of ours and the protocol that the upstream chose;
/// 4. what is inside is relayed and observed.
/// Whatever can't be opened is relayed as it is, so that the client meets its upstream as it would without us.
/// </summary>
/// <param name="context">What all connections share.</param>
/// <param name="info">Who speaks with whom.</param>
/// <param name="downstream">The client's connection, which stays the caller's.</param>
/// <param name="redial">Opens a fresh connection to the same upstream.</param>
internal sealed class TunnelSession(RelayContext context, ExchangeInfo info, SocketLink downstream, Func<Task<Dialed>> redial)
{
    /// <summary>Relays until both ends are done.</summary>
    /// <param name="upstream">The upstream's connection, which stays the caller's.</param>
    public async Task RunAsync(SocketLink upstream)
    {
        if (context.Interceptor is not { } interceptor)
        {
            await RelayAsItIsAsync(upstream, NotInspectedReason.Tunnel);
        }
        else if (interceptor.Exempts(info) is { } reason)
        {
            await RelayAsItIsAsync(upstream, reason);
        }
        else
        {
            await InterceptAsync(interceptor, upstream);
        }
    }

    private async Task InterceptAsync(Interceptor interceptor, SocketLink upstream)
    {
        // 1.
        var (status, hello) = await ReadHelloAsync(upstream);
        if (status == ClientHelloStatus.NeedMore)
        {
            // Let through half read, the rest of it would open a tunnel that nobody looks into.
            RelayLog.HelloTooSlow(context.Logger, info.Port);
            downstream.Abort();
            return;
        }

        var wish = hello is null ? null : TlsWish.Of(hello, info.Host);
        NotInspectedReason? left = hello is null ? NotInspectedReason.Protocol
            : wish is null ? NotInspectedReason.Mismatch
            : !interceptor.CanVouchFor(wish.Name) ? NotInspectedReason.Bypass
            : null;
        if (left is { } reason)
            await RelayAsItIsAsync(upstream, reason);
        else
            await OpenAsync(interceptor, upstream, wish!);
    }

    private async Task OpenAsync(Interceptor interceptor, SocketLink upstream, TlsWish wish)
    {
        // 2.
        if (await OpenUpstreamAsync(interceptor.Upstream, upstream, wish) is not { } secureUpstream)
        {
            await RelayBlindAsync(NotInspectedReason.Certificate);
            return;
        }

        // 3. and 4.
        var certificate = await interceptor.Downstream.CertificateForAsync(wish.Name);
        try
        {
            if (certificate is not null)
                await OpenDownstreamAsync(interceptor, certificate, secureUpstream, wish.Name);
        }
        finally
        {
            secureUpstream.Dispose();
            secureUpstream.Release();
        }

        if (certificate is null)
            await RelayBlindAsync(NotInspectedReason.Error);
    }

    /// <returns>
    /// The client's hello; none where it sends something else, or the upstream speaks or closes first. More is needed where it was not
    /// whole in time.
    /// </returns>
    private async Task<(ClientHelloStatus Status, ClientHello? Hello)> ReadHelloAsync(SocketLink upstream)
    {
        CancellationTokenSource? limit = null;
        try
        {
            while (true)
            {
                var status = ClientHelloReader.Read(downstream.Unread.Span, out var hello);
                if (status != ClientHelloStatus.NeedMore)
                    return (status, hello);

                if (!downstream.Unread.IsEmpty)
                    limit ??= new CancellationTokenSource(context.Options.HeadTimeout, context.Options.Time);
                var isFirst = await ClientIsFirstAsync(upstream, limit?.Token ?? default);
                if (!isFirst && limit is { IsCancellationRequested: true })
                    return (ClientHelloStatus.NeedMore, null);
                if (!isFirst || await downstream.ReceiveAsync() <= 0)
                    return (ClientHelloStatus.Invalid, null);
            }
        }
        finally
        {
            limit?.Dispose();
        }
    }

    /// <summary>Waits for either end.</summary>
    private async Task<bool> ClientIsFirstAsync(SocketLink upstream, CancellationToken limit)
    {
        if (!upstream.Unread.IsEmpty)
            return false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit);
        var client = downstream.WaitAsync(stop.Token);
        var server = upstream.WaitAsync(stop.Token);
        await Task.WhenAny(client, server);
        await stop.CancelAsync();
        await server;
        return await client;
    }

    /// <returns>Null where it can't be opened, or the client has gone meanwhile.</returns>
    private async Task<SecureLink?> OpenUpstreamAsync(UpstreamTls tls, SocketLink upstream, TlsWish wish)
    {
        using var stop = new CancellationTokenSource();
        var opening = tls.OpenAsync(upstream, wish);
        var speaks = downstream.WaitAsync(stop.Token);
        if (await Task.WhenAny(opening, speaks) == speaks && await downstream.ReceiveAsync() <= 0)
        {
            downstream.Dispose();
            upstream.Abort();
        }

        var (secure, fault) = await opening;
        await stop.CancelAsync();
        await speaks;
        if (secure is null)
            RelayLog.NotOpened(context.Logger, fault, info.Port);
        return secure;
    }

    /// <summary>The upstream is not ours to judge: the client gets to see it as it is, on a fresh connection.</summary>
    private async Task RelayBlindAsync(NotInspectedReason reason)
    {
        if (downstream.Closed)
            return;
        var (upstream, failure) = await redial();
        if (upstream is null)
        {
            context.Report(failure!);
            downstream.Abort();
            return;
        }

        context.Observer.NotInspected(info, reason);
        await RelayAsync(upstream, BlindObserver.Instance);
        upstream.Dispose();
        upstream.Release();
    }

    private async Task OpenDownstreamAsync(
        Interceptor interceptor, SslStreamCertificateContext certificate, SecureLink secureUpstream, string serverName)
    {
        var (secureDownstream, verdict) = await interceptor.Downstream.OpenAsync(downstream, certificate, secureUpstream.Protocol);
        if (secureDownstream is null)
        {
            secureUpstream.Abort();
            Judge(interceptor.Pinning, verdict, serverName);
            return;
        }

        try
        {
            Judge(interceptor.Pinning, await RelayOpenAsync(interceptor.Pinning, secureDownstream, secureUpstream, serverName), serverName);
        }
        finally
        {
            secureDownstream.Release();
        }
    }

    private void Judge(PinningMemory pinning, ClientVerdict verdict, string serverName)
    {
        if (verdict is ClientVerdict.Rejected or ClientVerdict.Silent)
            pinning.AddRejection(info.Client, info.Host, info.Port, serverName, said: verdict == ClientVerdict.Rejected);
    }

    /// <returns>What the client made of our certificate, by what it did with the connection.</returns>
    private async Task<ClientVerdict> RelayOpenAsync(
        PinningMemory pinning, SecureLink secureDownstream, SecureLink secureUpstream, string serverName)
    {
        var watch = new FirstToEnd(ObserverFor(secureUpstream.Protocol));
        var accepted = false;
        var tunnel = new Tunnel(secureDownstream, secureUpstream, watch, context.Counters)
        {
            OutboundSent = () =>
            {
                if (accepted)
                    return;
                accepted = true;
                pinning.AddAccepted(info.Client, info.Host, info.Port, serverName);
            },
        };
        await tunnel.RunAsync();
        return accepted ? ClientVerdict.Accepted
            : secureDownstream.CertificateRefused ? ClientVerdict.Rejected
            : watch.DownstreamWasFirst && !context.Cutting.IsCancellationRequested ? ClientVerdict.Silent
            : ClientVerdict.None;
    }

    /// <summary>
    /// An upstream may begin HTTP/2 before the client's first byte comes (RFC 9113 section 3.4), so where that was agreed on
    /// nothing need be guessed.
    /// </summary>
    private IStreamObserver ObserverFor(SslApplicationProtocol protocol)
    {
        var observers = new TunnelObservers(context, info, WireProtocol.Https, NotInspectedReason.Tunnel);
        return protocol == SslApplicationProtocol.Http2 ? observers.Choose(FirstBytesKind.Http2) : new SniffingObserver(observers.Choose);
    }

    /// <param name="upstream">Where to.</param>
    /// <param name="tls">Why TLS, where it is TLS, is not read.</param>
    private Task RelayAsItIsAsync(SocketLink upstream, NotInspectedReason tls) =>
        RelayAsync(upstream, new SniffingObserver(new TunnelObservers(context, info, WireProtocol.Http, tls).Choose));

    private Task RelayAsync(SocketLink upstream, IStreamObserver observer) =>
        new Tunnel(downstream, upstream, observer, context.Counters).RunAsync();
}
