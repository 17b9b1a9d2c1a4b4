using System.Net;
using System.Runtime.CompilerServices;
using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>
/// Serves one client connection. For each request:
/// 1. its head is received and read;
/// 2. the upstream for its target is taken or dialled, after the replies still due from another one;
/// 3. it is reported, and its head is sent on together with what has come of its body;
/// 4. the rest of its body follows;
/// 5. where it asked for another protocol, the reply decides how to go on.
/// Replies are relayed beside this, as they come.
/// </summary>
internal sealed class DownstreamConnection
{
    private readonly RelayContext _context;
    private readonly SocketLink _downstream;
    private readonly HeadReceiver _head;
    private readonly RequestRouter _router;
    private readonly Conversation _conversation;
    private readonly CurrentRequest _request;
    private readonly RequestSender _sender;
    private readonly LegDialer _dialer;
    private readonly CurrentLeg _leg;
    private readonly ReplyRelay _replies;
    private readonly Linger _linger;
    private readonly Lock _lock = new();
    private volatile Link? _upstream;
    private volatile bool _cut;
    private bool _waiting;
    private bool _used;
    private volatile bool _closedIdle;

    public DownstreamConnection(RelayContext context, SocketLink downstream, IPAddress client, ProxyRoute? route)
    {
        _context = context;
        _downstream = downstream;
        _router = new RequestRouter(client, route);
        _conversation = new Conversation(context.Observer, context.Counters);
        _head = new HeadReceiver(downstream, _conversation, context.Options);
        _request = new CurrentRequest(_conversation, context.Options.MaxHeadBytes);
        _sender = new RequestSender(downstream, _request, context.Counters);
        _dialer = new LegDialer(context, client, route, _sender, SetUpstream);
        _leg = new CurrentLeg(downstream, _conversation, _dialer);
        _replies = new ReplyRelay(context, downstream, _conversation);
        _linger = new Linger(downstream, context.Options.Time);
    }

    /// <summary>It was closed because it was idle, and ends as soon as it has noticed.</summary>
    public bool ClosedIdle => _closedIdle;

    private int MaxHeadBytes => _context.Options.MaxHeadBytes;

    /// <summary>Serves until either end closes. Never throws for what the network or a peer does.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await ServeNextAsync())
            {
            }
        }
        finally
        {
            await CloseAsync();
        }
    }

    /// <summary>Closes the connection where no exchange is under way.</summary>
    /// <param name="evenUnused">Also where it has carried none yet.</param>
    /// <returns>Whether it is closed by this call.</returns>
    public bool CloseIfIdle(bool evenUnused = false)
    {
        lock (_lock)
        {
            if (_closedIdle || !_waiting || !_conversation.Idle || !(_used || evenUnused))
                return false;
            _closedIdle = true;
        }

        _downstream.Finish();
        return true;
    }

    /// <summary>Cuts whatever is under way.</summary>
    public void Cut()
    {
        _cut = true;
        _downstream.Abort();
        _upstream?.Abort();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ServeNextAsync()
    {
        // 1.
        var (status, length) = await ReceiveHeadAsync();
        // An upstream that changes to another protocol unasked must not be sent what is meant for others.
        if (_conversation.Upgraded && !await _leg.LeaveAsync())
            return await DiscardAsync();
        if (status == HeadStatus.NeedMore)
            return await FollowEndAsync(cut: length < 0);
        if (_leg.Now is { Ended: true })
            return await DiscardAsync();

        var start = _head.TakeStart();
        var next = status switch
        {
            HeadStatus.Complete => _router.Read(_downstream.Unread.Span[..length], start),
            HeadStatus.TooLong => new NextRequest(Route.Refuse, default, 0, Info: null, Answer.HeadTooLong(MaxHeadBytes)),
            HeadStatus.TooSlow => new NextRequest(Route.Refuse, default, 0, Info: null, Answer.HeadTooSlow(_context.Options.HeadTimeout)),
            _ => new NextRequest(Route.Refuse, default, 0, Info: null, Answer.Malformed),
        };

        return next.Route switch
        {
            Route.Forward => await ForwardAsync(next),
            Route.Tunnel => await TunnelAsync(next),
            _ => await RefuseAsync(next),
        };
    }

    /// <summary>Waits for the next head, which may take any time, and receives it. The result is <see cref="HeadReceiver.ReceiveAsync"/>'s.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(HeadStatus Status, int Length)> ReceiveHeadAsync()
    {
        if (_downstream.Unread.IsEmpty)
        {
            SetWaiting(waiting: true);
            var received = await _downstream.ReceiveAsync();
            SetWaiting(waiting: false);
            if (received <= 0 || _conversation.Upgraded)
                return (HeadStatus.NeedMore, received);
        }

        var head = await _head.ReceiveAsync();
        _used |= head.Status != HeadStatus.NeedMore;
        return head;
    }

    private async ValueTask<bool> TunnelAsync(NextRequest next)
    {
        if (!await _leg.LeaveAsync())
        {
            _context.Observer.TunnelRequested(next.Info!);
            return await DiscardAsync();
        }

        var (dialed, again) = await _dialer.DialTunnelAsync(next);
        _context.Observer.TunnelRequested(next.Info!);
        if (dialed.Link is not { } upstream)
            return await RefuseAsync(Failed(next, dialed.Failure!));

        _downstream.Consume(next.HeadLength);
        _context.Counters.AddTunnel();
        if (await _downstream.SendAsync(Answer.Established(next.Head.MinorVersion)))
            await new TunnelSession(_context, next.Info!, _downstream, again).RunAsync(upstream);
        upstream.Dispose();
        upstream.Release();
        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ForwardAsync(NextRequest next)
    {
        // 2.
        if (!ReferenceEquals(_leg.Now?.Info, next.Info) && await _leg.ReachAsync(next) is { } failure)
            return await RefuseAsync(Failed(next, failure));
        if (_conversation.IsFull)
            await _leg.RepliesAsync(_leg.Now!);
        if (_leg.Now is not { Ended: false } leg)
            return await DiscardAsync();

        // 3.
        var bodyAtHand = _request.Begin(next, _downstream.Unread.Span);
        if (bodyAtHand < 0)
            return await RefuseBegunAsync(next with { Refusal = Answer.Malformed });
        // The reply may come before the send returns, so whom it is for is noted first.
        ExpectReply(leg, next.Head.Kind);
        var sent = await _sender.SendBeginningAsync(next, leg, bodyAtHand);

        // 4.
        if (_request.UnderWay && !await RelayBodyAsync(leg, sent))
            return false;

        // 5.
        if (!next.Head.Fields.Upgrade)
            return true;
        await _leg.RepliesAsync(leg);
        return !_conversation.Upgraded || await RelayRawAsync(leg);
    }

    /// <summary>Carries the rest of the request's body.</summary>
    /// <returns>False where the connection carries no further request.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> RelayBodyAsync(UpstreamLeg leg, bool sending)
    {
        switch (await _sender.RelayBodyAsync(leg, sending))
        {
            case BodyEnd.Complete:
                return true;
            case BodyEnd.ClientFinished:
                return await FollowEndAsync(cut: false);
            case BodyEnd.ClientCut:
                return await FollowEndAsync(cut: true);
            case BodyEnd.Malformed:
                // Its beginning is on its way already; nothing but a cut tells both ends that it was no request.
                _context.Counters.AddMalformedRequest();
                Cut();
                return false;
            default:
                // Whoever relays the replies meets the same end and gives it to the client.
                _request.Cut();
                await leg.Replies!;
                return await DiscardAsync();
        }
    }

    /// <summary>Notes that a reply is due; from the first request on, the upstream's replies are relayed.</summary>
    private void ExpectReply(UpstreamLeg leg, RequestKind kind)
    {
        _request.Expect();
        if (leg.Replies is not null)
            return;
        leg.FirstKind = kind;
        leg.Replies = RelayRepliesAsync(leg);
    }

    private async Task RelayRepliesAsync(UpstreamLeg leg)
    {
        await _replies.RunAsync(leg, OnRepliesSent);
        lock (_lock)
        {
            leg.Ended = true;
            if (_waiting && !leg.Retired && !_conversation.Upgraded)
                _linger.Start();
        }
    }

    private void OnRepliesSent()
    {
        _conversation.Settle();
        if (_context.Stopping)
            CloseIfIdle();
    }

    /// <summary>After a 101 both directions carry another protocol.</summary>
    private async ValueTask<bool> RelayRawAsync(UpstreamLeg leg)
    {
        await new Tunnel(_downstream, leg.Link, _conversation.Successor!, _context.Counters)
            .RelayAsync(_downstream, leg.Link, MessageSide.Request);
        await leg.Replies!;
        return false;
    }

    /// <summary>The client sends no more: so does the upstream hear no more, and the replies still due pass.</summary>
    private async ValueTask<bool> FollowEndAsync(bool cut)
    {
        _request.Cut();
        if (cut)
            Cut();
        if (cut || _leg.Now is not { } leg)
            return false;

        await leg.Link.FinishSendingAsync();
        await _leg.RepliesAsync(leg);
        return false;
    }

    private NextRequest Failed(in NextRequest next, UpstreamFailure failure)
    {
        _context.Report(failure);
        return next with { Route = Route.Refuse, Refusal = Answer.Failed(failure) };
    }

    /// <summary>Answers in the upstream's stead; the request is inspected all the same.</summary>
    private async ValueTask<bool> RefuseAsync(NextRequest next)
    {
        if (!await _leg.LeaveAsync())
            return await DiscardAsync();
        if (next.Info is null)
            _context.Counters.AddMalformedRequest();
        else if (next.Head.Kind != RequestKind.Connect)
            _downstream.Consume(next.HeadLength + Math.Max(0, _request.Begin(next, _downstream.Unread.Span)));

        if (_request.UnderWay)
            _request.ExpectNothing();
        await _replies.AnswerAsync(next.Refusal!, next.Head.Kind);
        return await DiscardAsync();
    }

    /// <summary>Answers a request whose body turned out to be unreadable before anything of it was sent on.</summary>
    private async ValueTask<bool> RefuseBegunAsync(NextRequest next)
    {
        _request.ExpectNothing();
        _request.Cut();
        return await RefuseAsync(next with { Info = null });
    }

    /// <summary>The answer is on its way and no request follows: takes what the client still sends, then closes.</summary>
    private async ValueTask<bool> DiscardAsync()
    {
        _linger.Start();
        await _sender.ReadUnsentAsync();
        await _linger.DiscardAsync();
        return false;
    }

    private void SetWaiting(bool waiting)
    {
        lock (_lock)
        {
            _waiting = waiting;
            if (waiting && _leg.Now is { Ended: true } && !_conversation.Upgraded)
                _linger.Start();
        }

        if (waiting && _context.Stopping)
            CloseIfIdle();
    }

    private void SetUpstream(Link upstream)
    {
        _upstream = upstream;
        if (_cut)
            upstream.Abort();
    }

    private async Task CloseAsync()
    {
        _linger.Stop();
        _downstream.Dispose();
        if (_leg.Now is { } leg)
            await leg.RetireAsync();
        _request.Cut();
        _conversation.EndResponses();
        // Where the client was gone before its direction was relayed in the new protocol.
        _conversation.Successor?.OnDownstreamEnd(aborted: true);
        _downstream.Release();
    }
}
