namespace TrafficGuardian.Proxy.Tunnels;

/// <summary>
/// Watches a tunnel until its first bytes tell what it carries, then hands over to an observer of that.
/// Nothing waits for the decision: bytes pass meanwhile.
/// </summary>
/// <param name="choose">Makes the observer for what was recognised. Called at most once.</param>
internal sealed class SniffingObserver(Func<FirstBytesKind, IStreamObserver> choose) : IStreamObserver
{
    private readonly Lock _lock = new();
    private readonly byte[] _ofDownstream = new byte[FirstBytes.Most];
    private readonly byte[] _ofUpstream = new byte[FirstBytes.MostOfServer];
    private int _heldOfDownstream;
    private int _heldOfUpstream;
    private volatile IStreamObserver? _chosen;

    public void OnDownstream(ReadOnlySpan<byte> data) => (_chosen ?? SniffDownstream(data))?.OnDownstream(data);

    public void OnUpstream(ReadOnlySpan<byte> data) => (_chosen ?? SniffUpstream(data))?.OnUpstream(data);

    public void OnDownstreamEnd(bool aborted) => AtEnd(ref _heldOfDownstream)?.OnDownstreamEnd(aborted);

    public void OnUpstreamEnd(bool aborted) => AtEnd(ref _heldOfUpstream)?.OnUpstreamEnd(aborted);

    /// <returns>The observer that <paramref name="data"/> is for, or null where it was held back.</returns>
    private IStreamObserver? SniffDownstream(ReadOnlySpan<byte> data)
    {
        lock (_lock)
            return _chosen ?? Decide(FirstBytes.Classify(Begun(_ofDownstream, _heldOfDownstream, data)), data, ref _heldOfDownstream);
    }

    /// <returns>As <see cref="SniffDownstream"/>.</returns>
    private IStreamObserver? SniffUpstream(ReadOnlySpan<byte> data)
    {
        lock (_lock)
            return _chosen ?? Decide(FirstBytes.ClassifyServer(Begun(_ofUpstream, _heldOfUpstream, data)), data, ref _heldOfUpstream);
    }

    /// <summary>A direction's first bytes, those that have just come included; no more than it takes to decide.</summary>
    private static ReadOnlySpan<byte> Begun(byte[] first, int held, ReadOnlySpan<byte> data)
    {
        var added = Math.Min(data.Length, first.Length - held);
        data[..added].CopyTo(first.AsSpan(held));
        return first.AsSpan(0, held + added);
    }

    private IStreamObserver? Decide(FirstBytesKind kind, ReadOnlySpan<byte> data, ref int held)
    {
        if (kind != FirstBytesKind.NeedMore)
            return Choose(kind);
        held += data.Length;
        return null;
    }

    /// <summary>What was held back comes to the observer first.</summary>
    private IStreamObserver Choose(FirstBytesKind kind)
    {
        var observer = choose(kind);
        if (_heldOfDownstream > 0)
            observer.OnDownstream(_ofDownstream.AsSpan(0, _heldOfDownstream));
        if (_heldOfUpstream > 0)
            observer.OnUpstream(_ofUpstream.AsSpan(0, _heldOfUpstream));
        _chosen = observer;
        return observer;
    }

    /// <summary>A direction that ended before the tunnel could be recognised carried something unread, if it carried anything.</summary>
    private IStreamObserver? AtEnd(ref int held)
    {
        lock (_lock)
            return _chosen ?? (held > 0 ? Choose(FirstBytesKind.Other) : null);
    }
}
