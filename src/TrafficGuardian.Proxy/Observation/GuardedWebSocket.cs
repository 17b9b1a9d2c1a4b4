namespace TrafficGuardian.Proxy.Observation;

/// <summary>Follows a WebSocket connection until its observer fails; then says so once and tells it nothing more.</summary>
internal sealed class GuardedWebSocket(IWebSocketObserver inner, ExchangeInfo info, GuardedObserver owner) : IWebSocketObserver
{
    private volatile IWebSocketObserver? _inner = inner;

    private enum Call
    {
        PlainMessage,
        CompressedMessage,
        Data,
        Complete,
        Aborted,
        Control,
        Close,
    }

    public void OnMessage(MessageSide side, bool compressed) =>
        Tell(compressed ? Call.CompressedMessage : Call.PlainMessage, side, []);

    public void OnData(MessageSide side, ReadOnlySpan<byte> data) => Tell(Call.Data, side, data);

    public void OnMessageEnd(MessageSide side, MessageEnd end) =>
        Tell(end == MessageEnd.Complete ? Call.Complete : Call.Aborted, side, []);

    public void OnControl(MessageSide side, ReadOnlySpan<byte> payload) => Tell(Call.Control, side, payload);

    public void OnClose() => Tell(Call.Close, default, []);

    private void Tell(Call call, MessageSide side, ReadOnlySpan<byte> bytes)
    {
        if (_inner is not { } observer)
            return;
        try
        {
            switch (call)
            {
                case Call.PlainMessage or Call.CompressedMessage:
                    observer.OnMessage(side, call == Call.CompressedMessage);
                    break;
                case Call.Data:
                    observer.OnData(side, bytes);
                    break;
                case Call.Complete:
                    observer.OnMessageEnd(side, MessageEnd.Complete);
                    break;
                case Call.Aborted:
                    observer.OnMessageEnd(side, MessageEnd.Aborted);
                    break;
                case Call.Control:
                    observer.OnControl(side, bytes);
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
