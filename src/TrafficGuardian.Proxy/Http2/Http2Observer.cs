using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;
using TrafficGuardian.Proxy.WebSockets;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>
/// Follows an HTTP/2 connection (RFC 9113) from its preface on and reports each stream as an exchange. Touches no byte.
/// Memory is bounded by the open streams, one header block a direction and two tables. What can't be followed
/// is told once as <see cref="NotInspectedReason.Protocol"/>, and the rest of the connection is left alone.
/// </summary>
/// <remarks>
/// The bytes of a direction are to be reported before they are sent on: a peer's answer is then always reported after
/// what it answers.
/// </remarks>
internal sealed class Http2Observer : IStreamObserver
{
    private readonly Lock _gate = new();
    private readonly ExchangeInfo _info;
    private readonly ITrafficObserver _observer;
    private readonly ProxyCounters _counters;
    private readonly Http2Side _downstream;
    private readonly Http2Side _upstream;
    private readonly HeadBuilder _head;
    private readonly Http2Streams _streams;
    private ExchangeInfo? _webSocketInfo;
    private int _prefaceRead;
    private bool _told;
    private bool _stopped;

    public Http2Observer(ExchangeInfo info, ITrafficObserver observer, ProxyCounters counters, int maxHeadBytes)
    {
        _info = info;
        _observer = observer;
        _counters = counters;
        _downstream = new Http2Side(MessageSide.Request, maxHeadBytes);
        _upstream = new Http2Side(MessageSide.Response, maxHeadBytes);
        _head = new HeadBuilder(maxHeadBytes);
        _streams = new Http2Streams(_downstream, _upstream, Begin, new EarlyBytes(maxHeadBytes));
    }

    public void OnDownstream(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            int length = Math.Min(FirstBytes.Preface.Length - _prefaceRead, data.Length);
            if (!data[..length].SequenceEqual(FirstBytes.Preface.Slice(_prefaceRead, length)))
            {
                Stop();
                return;
            }

            _prefaceRead += length;
            Follow(_downstream, data[length..]);
        }
    }

    public void OnUpstream(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            Follow(_upstream, data);
        }
    }

    public void OnDownstreamEnd(bool aborted) => OnEnd(_downstream);

    public void OnUpstreamEnd(bool aborted) => OnEnd(_upstream);

    /// <summary>What is open when its direction ends is cut off, however that ends.</summary>
    private void OnEnd(Http2Side side)
    {
        lock (_gate)
        {
            side.HasEnded = true;
            side.Block.Release();
            if (OtherThan(side).HasEnded)
            {
                _streams.AbortAll();
                return;
            }

            _streams.Cut(side);
        }
    }

    private void Follow(Http2Side side, ReadOnlySpan<byte> data)
    {
        while (!_stopped)
        {
            FrameStatus status = side.Frames.Read(ref data, out FramePart part);
            if (status == FrameStatus.NeedMore)
            {
                return;
            }

            if (status == FrameStatus.Malformed || !side.Allows(part) || !Take(side, part))
            {
                Stop();
            }
        }
    }

    private bool Take(Http2Side side, in FramePart part)
    {
        switch (part.Type)
        {
            case FrameType.Data:
                return TakeData(side, part);
            case FrameType.Headers or FrameType.PushPromise or FrameType.Continuation:
                return TakeHeaderFragment(side, part);
            case FrameType.Settings:
                bool ok = side.Settings.TryRead(part, out uint tableSize);
                OtherThan(side).Headers.AllowTableSize(tableSize);
                return ok;
            case FrameType.ResetStream when part.Last:
                return _streams.TryReset(part.StreamId);
            case FrameType.GoAway when part.Last:
                _streams.GoAway(side, part.OtherStreamId);
                return true;
            default:
                return true;
        }
    }

    private bool TakeData(Http2Side side, in FramePart part)
    {
        if (_streams.Find(part.StreamId) is not { } stream)
        {
            // What was under way when its stream was reset.
            return _streams.WasOpened(part.StreamId);
        }

        if (!stream.HasHead(side.Message) || stream.HasEnded(side.Message))
        {
            return false;
        }

        if (!part.Content.IsEmpty && !stream.TryTakeData(side.Message, part.Content))
        {
            TellNotInspected();
        }

        if (part.Last && part.Has(FrameFlags.EndStream))
        {
            _streams.End(stream, side.Message);
        }

        return true;
    }

    private bool TakeHeaderFragment(Http2Side side, in FramePart part)
    {
        if (!side.Block.TryAppend(part, out bool complete))
        {
            return false;
        }

        if (!complete)
        {
            return true;
        }

        bool ok = TakeHeaderBlock(side, side.Block);
        side.Block.Release();
        _head.Release();
        return ok;
    }

    private bool TakeHeaderBlock(Http2Side side, HeaderBlock block)
    {
        Http2Stream? stream = _streams.Find(block.StreamId);
        _head.Begin(
            block.IsPush || (stream is null && side == _downstream) ? HeadKind.Request
            : stream?.HasHead(side.Message) == true ? HeadKind.Trailers
            : HeadKind.Response);

        // Decoded whatever becomes of it: the table has to keep step with the peer's.
        if (!side.Headers.TryDecode(block.Bytes, _head))
        {
            return false;
        }

        if (block.IsPush)
        {
            return TakePush(side, block);
        }

        if (stream is null)
        {
            // What was under way when its stream was reset, or a new request.
            return _streams.WasOpened(block.StreamId) || (side == _downstream && TakeRequest(block));
        }

        return TakeLater(side, stream, block);
    }

    /// <summary>A response's head, or trailers.</summary>
    private bool TakeLater(Http2Side side, Http2Stream stream, HeaderBlock block)
    {
        if (stream.HasEnded(side.Message))
        {
            return false;
        }

        if (!stream.HasHead(side.Message))
        {
            TakeResponse(stream);
        }
        else if (!stream.TryTakeTrailers(side.Message, _head.Written()))
        {
            TellNotInspected();
        }

        if (block.EndStream)
        {
            _streams.End(stream, side.Message);
        }

        return true;
    }

    private bool TakeRequest(HeaderBlock block)
    {
        if (!_streams.TryOpen(_downstream, block.StreamId, out Http2Stream? stream))
        {
            return false;
        }

        stream.IsTunnel = _head.IsConnect;
        stream.AsksForWebSocket = _head.IsWebSocket;
        if (stream.IsTunnel && !stream.AsksForWebSocket)
        {
            TellNotInspected();
        }

        stream.Head(MessageSide.Request, _head.Written(), interim: false);
        if (block.EndStream)
        {
            _streams.End(stream, MessageSide.Request);
        }

        return true;
    }

    private void TakeResponse(Http2Stream stream)
    {
        ReadOnlySpan<byte> head = _head.Written();
        stream.Head(MessageSide.Response, head, interim: _head.IsInterim);
        if (!stream.AsksForWebSocket || _head.IsInterim)
        {
            return;
        }

        if (!_head.IsSuccess)
        {
            stream.StayExchange();
            return;
        }

        _webSocketInfo ??= WebSocketObserver.InfoOf(_info);
        stream.Become(new WebSocketObserver(_webSocketInfo, UpgradeReply.ReadExtensions(head), _observer, _counters));
    }

    /// <summary>
    /// A promised stream is an exchange without a request: the head that the promise holds was written by the upstream,
    /// and must not count as something that the agent sent.
    /// </summary>
    private bool TakePush(Http2Side side, HeaderBlock block)
    {
        if (side != _upstream || !_streams.TryOpen(_upstream, block.PromisedId, out Http2Stream? stream))
        {
            return false;
        }

        stream.End(MessageSide.Request, MessageEnd.Complete);
        return true;
    }

    private IExchangeObserver? Begin()
    {
        _counters.AddExchange();
        return _observer.BeginExchange(_info);
    }

    private Http2Side OtherThan(Http2Side side) => side == _downstream ? _upstream : _downstream;

    private void Stop()
    {
        _stopped = true;
        _streams.AbortAll();
        _downstream.Block.Release();
        _upstream.Block.Release();
        _head.Release();
        TellNotInspected();
    }

    private void TellNotInspected()
    {
        if (!_told)
        {
            _told = true;
            _observer.NotInspected(_info, NotInspectedReason.Protocol);
        }
    }
}
