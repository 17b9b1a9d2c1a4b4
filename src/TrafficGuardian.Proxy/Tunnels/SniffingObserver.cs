using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tunnels;

/// <summary>
/// Watches a tunnel until the client's first bytes tell what it carries, then hands over to an observer of that.
/// Nothing waits for the decision: bytes pass meanwhile.
/// </summary>
/// <param name="choose">Makes the observer for what was recognised. Called at most once.</param>
internal sealed class SniffingObserver(Func<FirstBytesKind, IStreamObserver> choose) : IStreamObserver
{
    private readonly Lock _lock = new();
    private byte[]? _first = new byte[FirstBytes.Most];
    private int _held;
    private volatile IStreamObserver? _chosen;

    public void OnDownstream(ReadOnlySpan<byte> data) => (_chosen ?? Sniff(data))?.OnDownstream(data);

    // Whoever is answered before having asked speaks no protocol that is read here.
    public void OnUpstream(ReadOnlySpan<byte> data) => (_chosen ?? Choose(FirstBytesKind.Other)).OnUpstream(data);

    public void OnDownstreamEnd(bool aborted) => EndOf(MessageSide.Request)?.OnDownstreamEnd(aborted);

    public void OnUpstreamEnd(bool aborted) => EndOf(MessageSide.Response)?.OnUpstreamEnd(aborted);

    /// <returns>The observer that <paramref name="data"/> is for, or null where it was held back.</returns>
    private IStreamObserver? Sniff(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            if (_chosen is { } chosen)
                return chosen;

            var held = _held;
            var added = Math.Min(data.Length, _first!.Length - held);
            data[..added].CopyTo(_first.AsSpan(held));
            _held += added;
            var kind = FirstBytes.Classify(_first.AsSpan(0, _held));
            if (kind == FirstBytesKind.NeedMore)
                return null;

            var observer = choose(kind);
            if (held > 0)
                observer.OnDownstream(_first.AsSpan(0, held));
            _first = null;
            _chosen = observer;
            return observer;
        }
    }

    private IStreamObserver Choose(FirstBytesKind kind)
    {
        lock (_lock)
            return _chosen ??= choose(kind);
    }

    /// <summary>A tunnel whose client ended before it could be recognised carried something unread, if it sent anything.</summary>
    private IStreamObserver? EndOf(MessageSide side)
    {
        if (_chosen is null && side == MessageSide.Request && _held > 0)
            return Choose(FirstBytesKind.Other);
        return _chosen;
    }
}
