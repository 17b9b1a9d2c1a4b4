using System.Diagnostics.CodeAnalysis;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>The streams that are open on one HTTP/2 connection, and which were (RFC 9113 section 5.1).</summary>
/// <param name="downstream">The client's side.</param>
/// <param name="upstream">The server's side.</param>
/// <param name="begin">Begins the exchange of a stream that opens.</param>
/// <param name="early">Where streams keep what comes too early.</param>
internal sealed class Http2Streams(Http2Side downstream, Http2Side upstream, Func<IExchangeObserver?> begin, EarlyBytes early)
{
    /// <summary>More open streams than servers allow (commonly 100 to 1,000).</summary>
    internal const int MaxOpen = 4096;

    private readonly Dictionary<int, Http2Stream> _open = [];

    public Http2Stream? Find(int streamId) => _open.GetValueOrDefault(streamId);

    /// <summary>Whether a stream of that number is open or was.</summary>
    public bool WasOpened(int streamId) =>
        (downstream.Owns(streamId) && streamId <= downstream.LastStreamId)
        || (upstream.Owns(streamId) && streamId <= upstream.LastStreamId);

    public bool TryOpen(Http2Side side, int streamId, [NotNullWhen(true)] out Http2Stream? stream)
    {
        stream = null;
        if (!side.Owns(streamId) || streamId <= side.LastStreamId || _open.Count >= MaxOpen)
        {
            return false;
        }

        side.LastStreamId = streamId;
        stream = new Http2Stream(streamId, begin(), early);
        _open.Add(streamId, stream);
        return true;
    }

    /// <summary>One direction of a stream is complete.</summary>
    public void End(Http2Stream stream, MessageSide side)
    {
        stream.End(side, MessageEnd.Complete);
        if (stream.HasClosed)
        {
            _open.Remove(stream.Id);
        }
    }

    /// <summary>What is open when its direction ends is cut off.</summary>
    public void Cut(Http2Side side)
    {
        foreach (Http2Stream stream in _open.Values)
        {
            stream.End(side.Message, MessageEnd.Aborted);
            if (stream.HasClosed)
            {
                _open.Remove(stream.Id);
            }
        }
    }

    /// <returns>False where there was no such stream.</returns>
    public bool TryReset(int streamId)
    {
        if (_open.Remove(streamId, out Http2Stream? stream))
        {
            stream.Abort();
            return true;
        }

        return WasOpened(streamId);
    }

    /// <summary>The other direction's streams beyond the last that is served will never be answered (RFC 9113 section 6.8).</summary>
    public void GoAway(Http2Side side, int lastStreamId)
    {
        foreach (Http2Stream stream in _open.Values)
        {
            if (stream.Id > lastStreamId && !side.Owns(stream.Id))
            {
                stream.Abort();
                _open.Remove(stream.Id);
            }
        }
    }

    public void AbortAll()
    {
        foreach (Http2Stream stream in _open.Values)
        {
            stream.Abort();
        }

        _open.Clear();
    }
}
