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
        if (await ReadHelloAsync(upstream) is not { } hello)
        {
            await RelayAsItIsAsync(upstream, NotInspectedReason.Protocol);
            return;
        }

        if (TlsWish.Of(hello, info.Host) is not { } wish)
        {
            await RelayAsItIsAsync(upstream, NotInspectedReason.Tunnel);
            return;
        }

        if (!interceptor.CanVouchFor(wish.Name))
        {
            await RelayAsItIsAsync(upstream, NotInspectedReason.Bypass);
            return;
        }

        // 2.
        if (await OpenUpstreamAsync(interceptor.Upstream, upstream, wish) is not { } secureUpstream)
        {
            await RelayBlindAsync();
            return;
        }

        // 3.
        var (secureDownstream, verdict) = await interceptor.Downstream.OpenAsync(downstream, wish.Name, secureUpstream.Protocol);
        if (secureDownstream is null)
        {
            interceptor.Pinning.Rejected(info.Client, info.Host, info.Port, verdict == ClientVerdict.Rejected);
            secureUpstream.Abort();
            secureUpstream.Release();
            return;
        }

        // 4.
        await RelayOpenAsync(interceptor.Pinning, secureDownstream, secureUpstream);
        secureDownstream.Release();
        secureUpstream.Release();
    }

    /// <returns>The client's hello; null where it sends something else, or the upstream speaks or closes first.</returns>
    private async Task<ClientHello?> ReadHelloAsync(SocketLink upstream)
    {
        while (true)
        {
            var kind = FirstBytes.Classify(downstream.Unread.Span);
            if (kind is not (FirstBytesKind.Tls or FirstBytesKind.NeedMore))
                return null;
            if (kind == FirstBytesKind.Tls)
            {
                var status = ClientHelloReader.Read(downstream.Unread.Span, out var hello);
                if (status != ClientHelloStatus.NeedMore)
                    return hello;
            }

            if (!await ClientIsFirstAsync(upstream) || await downstream.ReceiveAsync() <= 0)
                return null;
        }
    }

    /// <summary>Waits for either end.</summary>
    private async Task<bool> ClientIsFirstAsync(SocketLink upstream)
    {
        if (!upstream.Unread.IsEmpty)
            return false;
        using var stop = new CancellationTokenSource();
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
    private async Task RelayBlindAsync()
    {
        if (downstream.Closed)
            return;
        var (upstream, failure) = await redial();
        if (upstream is null)
        {
            RelayLog.UpstreamFailed(context.Logger, failure!);
            downstream.Abort();
            return;
        }

        context.Observer.NotInspected(info, NotInspectedReason.Certificate);
        await RelayAsync(upstream, BlindObserver.Instance);
        upstream.Dispose();
        upstream.Release();
    }

    private async Task RelayOpenAsync(PinningMemory pinning, SecureLink secureDownstream, SecureLink secureUpstream)
    {
        var accepted = false;
        var observers = new TunnelObservers(context, info, WireProtocol.Https, NotInspectedReason.Tunnel);
        var tunnel = new Tunnel(secureDownstream, secureUpstream, new SniffingObserver(observers.Choose), context.Counters)
        {
            OutboundSent = () =>
            {
                if (accepted)
                    return;
                accepted = true;
                pinning.Accepted(info.Client, info.Host, info.Port);
            },
        };
        await tunnel.RunAsync();
        if (!accepted)
            pinning.Rejected(info.Client, info.Host, info.Port, said: false);
    }

    /// <param name="upstream">Where to.</param>
    /// <param name="tls">Why TLS, where it is TLS, is not read.</param>
    private Task RelayAsItIsAsync(SocketLink upstream, NotInspectedReason tls) =>
        RelayAsync(upstream, new SniffingObserver(new TunnelObservers(context, info, WireProtocol.Http, tls).Choose));

    private Task RelayAsync(SocketLink upstream, IStreamObserver observer) =>
        new Tunnel(downstream, upstream, observer, context.Counters).RunAsync();
}
