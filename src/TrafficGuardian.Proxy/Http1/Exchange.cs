using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>
/// One request and its response, as told to whoever follows it. The two sides are reported from two threads;
/// whichever ends last ends the exchange.
/// </summary>
internal sealed class Exchange(IExchangeObserver? observer, RequestKind kind)
{
    private int _open = 2;
    private bool _answered;
    private bool _responseEnded;

    public RequestKind Kind => kind;

    public Exchange? Next { get; set; }

    public void Head(MessageSide side, ReadOnlySpan<byte> head)
    {
        _answered |= side == MessageSide.Response;
        observer?.OnHead(side, head);
    }

    public void Body(MessageSide side, ReadOnlySpan<byte> data) => observer?.OnBody(side, data);

    public void Trailers(MessageSide side, ReadOnlySpan<byte> trailers) => observer?.OnTrailers(side, trailers);

    public void End(MessageSide side, MessageEnd end)
    {
        _responseEnded |= side == MessageSide.Response;
        observer?.OnEnd(side, end);
        Leave();
    }

    /// <summary>The response is cut where it stands, or never begins. Nothing where it has ended already.</summary>
    public void EndResponseEarly()
    {
        if (_responseEnded)
            return;
        _responseEnded = true;
        if (_answered)
            observer?.OnEnd(MessageSide.Response, MessageEnd.Aborted);
        Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            observer?.OnClose();
    }
}
