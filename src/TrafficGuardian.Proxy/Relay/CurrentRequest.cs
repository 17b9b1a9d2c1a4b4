using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>The request that a downstream connection is sending: reports it and finds its end.</summary>
internal sealed class CurrentRequest(Conversation conversation, int maxTrailerBytes)
{
    private Exchange? _exchange;
    private BodyFollower _body;

    /// <summary>Whether it has begun and not ended.</summary>
    public bool UnderWay => _exchange is not null;

    /// <summary>Reports its head and what has come of its body.</summary>
    /// <returns>How many bytes of the body have come, or -1 where its framing can't be followed.</returns>
    public int Begin(in NextRequest next, ReadOnlySpan<byte> unread)
    {
        _exchange = conversation.Begin(next.Info!, next.Head.Kind, unread[..next.HeadLength]);
        _body = new BodyFollower(next.Head.Framing, _exchange, MessageSide.Request, maxTrailerBytes);
        return _body.Take(unread[next.HeadLength..]);
    }

    /// <summary>It is about to be sent on.</summary>
    public void Expect()
    {
        conversation.Expect(_exchange!);
        ForgetIfEnded();
    }

    /// <summary>It goes nowhere, so no response will come.</summary>
    public void ExpectNothing()
    {
        _exchange!.EndResponseEarly();
        ForgetIfEnded();
    }

    /// <returns>How many bytes belong to it, or -1 where its framing can't be followed.</returns>
    public int Take(ReadOnlySpan<byte> data)
    {
        var taken = _body.Take(data);
        ForgetIfEnded();
        return taken;
    }

    /// <summary>It ends here, whatever its framing says.</summary>
    public void Cut()
    {
        if (_exchange is null)
            return;
        _body.Close(aborted: true);
        _exchange = null;
    }

    private void ForgetIfEnded()
    {
        if (_body.Ended)
            _exchange = null;
    }
}
