using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>One stream: one exchange, and how far its two messages have come.</summary>
internal sealed class Http2Stream(int id, IExchangeObserver? exchange)
{
    private Message _request;
    private Message _response;

    public int Id => id;

    /// <summary>A CONNECT: its DATA is no HTTP body.</summary>
    public bool IsTunnel { get; set; }

    public bool HasClosed => _request.Ended && _response.Ended;

    /// <summary>Whether this side's head (its final one) has been seen.</summary>
    public bool HasHead(MessageSide side) => Of(side).HeadSeen;

    public bool HasEnded(MessageSide side) => Of(side).Ended;

    public void Head(MessageSide side, ReadOnlySpan<byte> head, bool interim)
    {
        ref Message message = ref Of(side);
        message.Begun = true;
        message.HeadSeen = !interim;
        exchange?.OnHead(side, head);
    }

    public void Body(MessageSide side, ReadOnlySpan<byte> data)
    {
        exchange?.OnBody(side, data);
    }

    public void Trailers(MessageSide side, ReadOnlySpan<byte> trailers)
    {
        exchange?.OnTrailers(side, trailers);
    }

    /// <summary>Ends one message, unless it has ended; the exchange closes with the second.</summary>
    public void End(MessageSide side, MessageEnd end)
    {
        ref Message message = ref Of(side);
        if (message.Ended)
        {
            return;
        }

        message.Ended = true;
        if (message.Begun)
        {
            exchange?.OnEnd(side, end);
        }

        if (HasClosed)
        {
            exchange?.OnClose();
        }
    }

    /// <summary>Cuts off what has not ended.</summary>
    public void Abort()
    {
        End(MessageSide.Request, MessageEnd.Aborted);
        End(MessageSide.Response, MessageEnd.Aborted);
    }

    private ref Message Of(MessageSide side)
    {
        if (side == MessageSide.Request)
        {
            return ref _request;
        }

        return ref _response;
    }

    private struct Message
    {
        public bool Begun;
        public bool HeadSeen;
        public bool Ended;
    }
}
