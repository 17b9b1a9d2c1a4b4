using System.Text;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>What one exchange's observer was told.</summary>
internal sealed class RecordedExchange(ExchangeInfo info) : IExchangeObserver
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ExchangeInfo Info => info;

    /// <summary>From here on every call throws.</summary>
    public bool Fails { get; set; }

    /// <summary>Called where the response's end is told, before it is noted.</summary>
    public Action? BeforeResponseEnd { get; set; }

    public RecordedMessage Request { get; } = new();

    public RecordedMessage Response { get; } = new();

    public Task Closed => _closed.Task.WaitAsync(Peer.Patience);

    public bool IsClosed => _closed.Task.IsCompleted;

    public void OnHead(MessageSide side, ReadOnlySpan<byte> head) => Of(side).Heads.Add(Encoding.Latin1.GetString(head));

    public void OnBody(MessageSide side, ReadOnlySpan<byte> data) => Of(side).AddBody(Encoding.Latin1.GetString(data));

    public void OnTrailers(MessageSide side, ReadOnlySpan<byte> trailers) => Of(side).Trailers += Encoding.Latin1.GetString(trailers);

    public void OnEnd(MessageSide side, MessageEnd end)
    {
        if (side == MessageSide.Response)
            BeforeResponseEnd?.Invoke();
        if (Of(side).End is not null)
            Of(side).Mistakes++;
        Of(side).End = end;
    }

    public void OnClose()
    {
        if (!_closed.TrySetResult())
            Request.Mistakes++;
    }

    private RecordedMessage Of(MessageSide side)
    {
        if (Fails)
            throw new InvalidOperationException("a fault of the observer");
        var message = side == MessageSide.Request ? Request : Response;
        if (_closed.Task.IsCompleted)
            message.Mistakes++;
        return message;
    }
}
