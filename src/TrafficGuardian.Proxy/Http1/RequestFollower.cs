using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>
/// Follows the requests of a connection that is relayed as it is. What stands behind a request that asks for another
/// protocol is held until the response decides in which protocol it is to be read.
/// </summary>
internal sealed class RequestFollower(Conversation conversation, ExchangeInfo info, int maxHeadBytes)
    : MessageFollower(maxHeadBytes, MessageSide.Request)
{
    /// <summary>The downstream's thread is joined by the upstream's where a response decides.</summary>
    private readonly Lock _lock = new();
    private Exchange? _asking;
    private bool _waits;
    private bool? _ended;

    public override void Take(ReadOnlySpan<byte> data)
    {
        lock (_lock)
            base.Take(data);
    }

    public override void End(bool aborted)
    {
        lock (_lock)
        {
            _ended = aborted;
            if (!_waits)
                Finish(aborted);
        }
    }

    /// <summary>A final response has begun, or the connection has changed to another protocol.</summary>
    /// <param name="due">Whose response; null where no more come.</param>
    public void Decided(Exchange? due)
    {
        lock (_lock)
        {
            var answered = _asking is not null && (due is null || ReferenceEquals(due, _asking));
            if (!answered && !conversation.Upgraded)
                return;

            _asking = null;
            _waits = false;
            TakeHeld();
            if (_ended is { } aborted && !_waits)
                Finish(aborted);
        }
    }

    protected override bool Diverts(ReadOnlySpan<byte> data)
    {
        if (conversation.Successor is { } successor)
        {
            // The successor is there a moment before the response's thread comes for what is held.
            TakeHeld();
            successor.OnDownstream(data);
            return true;
        }

        if (_waits)
            Hold(data);
        return _waits;
    }

    protected override bool IsStartLine(ReadOnlySpan<byte> line) => RequestHead.IsRequestLine(line);

    protected override bool OnHead(ReadOnlySpan<byte> head, int start, out Exchange? exchange, out BodyFraming framing)
    {
        exchange = null;
        framing = default;
        if (conversation.IsFull || !RequestHead.TryParse(head, start, out var request))
            return false;

        framing = request.Framing;
        if (!framing.Certain)
            conversation.MarkUnread(info);
        exchange = conversation.Begin(info, request.Kind, head);
        _asking = request.Fields.Upgrade ? exchange : null;
        conversation.Expect(exchange);
        return true;
    }

    protected override void OnMessageEnd() => _waits = _asking is not null;

    protected override void OnLost() => conversation.MarkUnread(info);

    protected override void OnDoubtful() => conversation.MarkUnread(info);

    private void Finish(bool aborted)
    {
        if (conversation.Upgraded)
            TakeHeld();
        base.End(aborted);
        conversation.Successor?.OnDownstreamEnd(aborted);
    }
}
