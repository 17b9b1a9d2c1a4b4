namespace TrafficGuardian.Proxy.Observation;

/// <summary>Follows an exchange until its observer fails; then says so once and tells it nothing more.</summary>
internal sealed class GuardedExchange(IExchangeObserver inner, ExchangeInfo info, GuardedObserver owner) : IExchangeObserver
{
    private volatile IExchangeObserver? _inner = inner;

    private enum Call
    {
        Head,
        Body,
        Trailers,
        Complete,
        Aborted,
        Close,
    }

    public void OnHead(MessageSide side, ReadOnlySpan<byte> head) => Tell(Call.Head, side, head);

    public void OnBody(MessageSide side, ReadOnlySpan<byte> data) => Tell(Call.Body, side, data);

    public void OnTrailers(MessageSide side, ReadOnlySpan<byte> trailers) => Tell(Call.Trailers, side, trailers);

    public void OnEnd(MessageSide side, MessageEnd end) =>
        Tell(end == MessageEnd.Complete ? Call.Complete : Call.Aborted, side, []);

    public void OnClose() => Tell(Call.Close, default, []);

    private void Tell(Call call, MessageSide side, ReadOnlySpan<byte> bytes)
    {
        if (_inner is not { } observer)
            return;
        try
        {
            switch (call)
            {
                case Call.Head:
                    observer.OnHead(side, bytes);
                    break;
                case Call.Body:
                    observer.OnBody(side, bytes);
                    break;
                case Call.Trailers:
                    observer.OnTrailers(side, bytes);
                    break;
                case Call.Complete:
                    observer.OnEnd(side, MessageEnd.Complete);
                    break;
                case Call.Aborted:
                    observer.OnEnd(side, MessageEnd.Aborted);
                    break;
                default:
                    observer.OnClose();
                    break;
            }
        }
        catch (Exception)
        {
            // Both directions may meet a fault at the same time.
            if (Interlocked.Exchange(ref _inner, null) is not null)
                owner.Failed(info);
        }
    }
}
