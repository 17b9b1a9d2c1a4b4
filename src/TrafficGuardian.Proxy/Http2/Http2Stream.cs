using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>
/// One stream: one exchange, and how far its two messages have come. Where the exchange turns the stream into a
/// WebSocket connection (RFC 8441), it ends there, and another observer takes over.
/// </summary>
internal sealed class Http2Stream(int id, IExchangeObserver? exchange, EarlyBytes early)
{
    private ByteBuffer? _held;
    private Message _request;
    private Message _response;
    private IStreamObserver? _successor;
    private bool _overran;

    public int Id => id;

    /// <summary>A CONNECT: its DATA is no HTTP body.</summary>
    public bool IsTunnel { get; set; }

    /// <summary>A WebSocket connection was asked for, and neither granted nor refused yet.</summary>
    public bool AsksForWebSocket { get; set; }

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

    /// <summary>The content of a DATA frame.</summary>
    /// <returns>False where it is the first that passes unread.</returns>
    public bool TryTakeData(MessageSide side, ReadOnlySpan<byte> data)
    {
        if (_overran && side == MessageSide.Request)
        {
            return true;
        }

        if (AsksForWebSocket && side == MessageSide.Request)
        {
            return TryHold(data);
        }

        if (_successor is not null)
        {
            _successor.On(side, data);
        }
        else if (!IsTunnel)
        {
            exchange?.OnBody(side, data);
        }

        return true;
    }

    /// <returns>False where they pass unread: only an exchange has trailers (RFC 9113 section 8.5).</returns>
    public bool TryTakeTrailers(MessageSide side, ReadOnlySpan<byte> trailers)
    {
        if (_successor is null)
        {
            exchange?.OnTrailers(side, trailers);
        }

        return _successor is null;
    }

    /// <summary>The WebSocket connection was granted: the exchange is over.</summary>
    public void Become(IStreamObserver successor)
    {
        AsksForWebSocket = false;
        exchange?.OnEnd(MessageSide.Request, MessageEnd.Complete);
        exchange?.OnEnd(MessageSide.Response, MessageEnd.Complete);
        exchange?.OnClose();

        _successor = successor;
        if (_held is not null)
        {
            successor.OnDownstream(_held.Written);
            ReleaseHeld();
        }

        if (_request.Ended)
        {
            successor.OnDownstreamEnd(_request.End == MessageEnd.Aborted);
        }
    }

    /// <summary>The WebSocket connection was refused: the exchange is one like any other.</summary>
    public void StayExchange()
    {
        AsksForWebSocket = false;
        IsTunnel = false;
        if (_held is not null)
        {
            exchange?.OnBody(MessageSide.Request, _held.Written);
            ReleaseHeld();
        }

        if (_request.Ended)
        {
            exchange?.OnEnd(MessageSide.Request, _request.End);
        }
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
        message.End = end;
        if (_successor is not null)
        {
            _successor.OnEnd(side, end == MessageEnd.Aborted);
            return;
        }

        if (AsksForWebSocket)
        {
            if (side == MessageSide.Request)
            {
                // What it sent is not told yet.
                return;
            }

            StayExchange();
        }

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

    private bool TryHold(ReadOnlySpan<byte> data)
    {
        if (early.TryTake(data.Length))
        {
            _held ??= new ByteBuffer();
            _held.Append(data);
            return true;
        }

        ReleaseHeld();
        _overran = true;
        return false;
    }

    private void ReleaseHeld()
    {
        if (_held is not null)
        {
            early.GiveBack(_held.Length);
            _held.Release();
            _held = null;
        }
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
        public MessageEnd End;
    }
}
