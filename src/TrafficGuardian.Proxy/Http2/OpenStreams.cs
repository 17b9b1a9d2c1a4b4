using System.Diagnostics.CodeAnalysis;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>The streams of one connection that are open, and the memory of which were (RFC 9113 section 5.1). Bounded.</summary>
internal sealed class OpenStreams(Http2Side downstream, Http2Side upstream)
{
    /// <summary>More open streams than servers allow (commonly 100 to 1,000).</summary>
    internal const int Most = 4096;

    private readonly Dictionary<int, Http2Stream> _streams = [];

    public Http2Stream? Find(int streamId) => _streams.GetValueOrDefault(streamId);

    /// <summary>Whether a stream of this id is open, or was.</summary>
    public bool WasOpened(int streamId) => WasOpenedBy(downstream, streamId) || WasOpenedBy(upstream, streamId);

    /// <summary>Opens a stream, where its id is one that this side may give now (section 5.1.1) and there are not too many.</summary>
    /// <param name="side">Who opens it.</param>
    /// <param name="streamId">Its id.</param>
    /// <param name="make">Makes it. Called where it may be opened.</param>
    /// <param name="stream">The stream.</param>
    public bool TryOpen(Http2Side side, int streamId, Func<int, Http2Stream> make, [NotNullWhen(true)] out Http2Stream? stream)
    {
        stream = null;
        if (!side.Owns(streamId) || streamId <= side.LastStreamId || _streams.Count >= Most)
        {
            return false;
        }

        side.LastStreamId = streamId;
        stream = make(streamId);
        _streams.Add(streamId, stream);
        return true;
    }

    /// <summary>Ends one message of a stream; the stream closes with the second.</summary>
    public void End(Http2Stream stream, MessageSide side, MessageEnd end)
    {
        stream.End(side, end);
        if (stream.HasClosed)
        {
            _streams.Remove(stream.Id);
        }
    }

    /// <summary>Cuts off what is open of one direction, however that ended.</summary>
    public void EndAll(MessageSide side)
    {
        foreach (Http2Stream stream in _streams.Values)
        {
            End(stream, side, MessageEnd.Aborted);
        }
    }

    /// <summary>Cuts off both messages of a stream.</summary>
    /// <returns>False where it is neither open nor was.</returns>
    public bool Abort(int streamId)
    {
        if (!_streams.Remove(streamId, out Http2Stream? stream))
        {
            return WasOpened(streamId);
        }

        stream.Abort();
        return true;
    }

    /// <summary>Cuts off the streams of the other side than <paramref name="side"/> beyond the last that is served (section 6.8).</summary>
    public void AbortBeyond(int lastStreamId, Http2Side side)
    {
        foreach (Http2Stream stream in _streams.Values.Where(stream => stream.Id > lastStreamId && !side.Owns(stream.Id)))
        {
            stream.Abort();
            _streams.Remove(stream.Id);
        }
    }

    public void AbortAll()
    {
        foreach (Http2Stream stream in _streams.Values)
        {
            stream.Abort();
        }

        _streams.Clear();
    }

    private static bool WasOpenedBy(Http2Side side, int streamId) => side.Owns(streamId) && streamId <= side.LastStreamId;
}
