using System.Buffers;
using System.Runtime.CompilerServices;
using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Sends one downstream connection's requests on, each reported before it is sent.</summary>
internal sealed class RequestSender(Link downstream, CurrentRequest request, ProxyCounters counters)
{
    /// <summary>How much of a request that goes nowhere is still read, so that it is inspected.</summary>
    private const int MaxUnsentBytes = 1 << 20;

    /// <summary>
    /// The CONNECT head as an upstream HTTP proxy must get it: the client's own, or one for a request that needs a tunnel
    /// there. Empty where there is no such proxy.
    /// </summary>
    public byte[] ConnectHead(in NextRequest next, UpstreamProxy? proxy)
    {
        if (proxy is not { Kind: UpstreamProxyKind.Http })
            return [];
        var head = downstream.Unread.Span[..next.HeadLength];
        var heads = ForwardedHead.ToHttpProxy(proxy.Credentials, proxy.PassClientCredentials);
        if (next.Head.Kind != RequestKind.Connect)
            return heads.Connect(next.Info!.Destination, next.Head.Lines(head));
        var written = new byte[heads.MaxLength(head.Length)];
        return written[..heads.Write(next.Head, head, written)];
    }

    /// <summary>Sends the head as the next hop must get it, and what has come of the body, in one piece.</summary>
    /// <returns>False where the upstream takes nothing.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> SendBeginningAsync(NextRequest next, UpstreamLeg leg, int bodyAtHand)
    {
        var outgoing = ArrayPool<byte>.Shared.Rent(leg.Heads.MaxLength(next.HeadLength) + bodyAtHand);
        var length = 0;
        try
        {
            length = Compose(next, leg, bodyAtHand, outgoing);
            counters.AddOutbound(length);
            return await leg.Link.SendAsync(outgoing.AsMemory(0, length));
        }
        finally
        {
            // What clients sent is not left to the pool's next user.
            outgoing.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(outgoing);
        }
    }

    /// <summary>Carries the rest of the body, and reports it even where the upstream takes no more.</summary>
    /// <param name="leg">Where it goes.</param>
    /// <param name="sending">False where the upstream has taken nothing before.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<BodyEnd> RelayBodyAsync(UpstreamLeg leg, bool sending)
    {
        var unsent = 0;
        while (request.UnderWay && unsent < MaxUnsentBytes)
        {
            if (downstream.Unread.IsEmpty)
            {
                var received = await downstream.ReceiveAsync();
                if (received <= 0)
                    return received == 0 ? BodyEnd.ClientFinished : BodyEnd.ClientCut;
            }

            var taken = request.Take(downstream.Unread.Span);
            if (taken < 0)
                return BodyEnd.Malformed;

            if (sending)
            {
                counters.AddOutbound(taken);
                sending = await leg.Link.SendAsync(downstream.Unread[..taken]);
            }
            else
            {
                unsent += taken;
            }

            downstream.Consume(taken);
        }

        return sending ? BodyEnd.Complete : BodyEnd.UpstreamGone;
    }

    /// <summary>Reads the rest of a body that goes nowhere, as far as it is inspected.</summary>
    public async ValueTask ReadUnsentAsync()
    {
        var read = 0;
        while (request.UnderWay && read < MaxUnsentBytes)
        {
            if (downstream.Unread.IsEmpty && await downstream.ReceiveAsync() <= 0)
                break;
            var taken = request.Take(downstream.Unread.Span);
            if (taken < 0)
                break;
            read += taken;
            downstream.Consume(taken);
        }

        request.Cut();
    }

    private int Compose(in NextRequest next, UpstreamLeg leg, int bodyAtHand, byte[] outgoing)
    {
        var unread = downstream.Unread.Span;
        var length = leg.Heads.Write(next.Head, unread[..next.HeadLength], outgoing);
        unread.Slice(next.HeadLength, bodyAtHand).CopyTo(outgoing.AsSpan(length));
        downstream.Consume(next.HeadLength + bodyAtHand);
        return length + bodyAtHand;
    }
}
