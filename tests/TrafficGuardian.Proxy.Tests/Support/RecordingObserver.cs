using System.Collections.Concurrent;
using System.Threading.Channels;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>Takes down everything that a proxy tells its observer.</summary>
internal sealed class RecordingObserver : ITrafficObserver
{
    private readonly Channel<RecordedExchange> _begun = Channel.CreateUnbounded<RecordedExchange>();
    private readonly Channel<RecordedWebSocket> _webSocketsBegun = Channel.CreateUnbounded<RecordedWebSocket>();
    private readonly Channel<(ExchangeInfo Info, NotInspectedReason Reason)> _missed =
        Channel.CreateUnbounded<(ExchangeInfo, NotInspectedReason)>();

    public ConcurrentQueue<RecordedExchange> Exchanges { get; } = new();

    public ConcurrentQueue<RecordedWebSocket> WebSockets { get; } = new();

    public ConcurrentQueue<ExchangeInfo> Tunnels { get; } = new();

    public ConcurrentQueue<NotInspectedReason> NotInspectedReasons { get; } = new();

    public IExchangeObserver? BeginExchange(ExchangeInfo info)
    {
        var exchange = new RecordedExchange(info);
        Exchanges.Enqueue(exchange);
        _begun.Writer.TryWrite(exchange);
        return exchange;
    }

    public IWebSocketObserver? BeginWebSocket(ExchangeInfo info, WebSocketDeflate? deflate)
    {
        var webSocket = new RecordedWebSocket(info, deflate);
        WebSockets.Enqueue(webSocket);
        _webSocketsBegun.Writer.TryWrite(webSocket);
        return webSocket;
    }

    public void TunnelRequested(ExchangeInfo info) => Tunnels.Enqueue(info);

    public void NotInspected(ExchangeInfo info, NotInspectedReason reason)
    {
        NotInspectedReasons.Enqueue(reason);
        _missed.Writer.TryWrite((info, reason));
    }

    /// <summary>The next exchange that has begun.</summary>
    public Task<RecordedExchange> NextAsync() => _begun.Reader.ReadAsync().AsTask().WaitAsync(Peer.Patience);

    /// <summary>The next exchange that has become a WebSocket connection.</summary>
    public Task<RecordedWebSocket> NextWebSocketAsync() => _webSocketsBegun.Reader.ReadAsync().AsTask().WaitAsync(Peer.Patience);

    /// <summary>The next thing that passed unread.</summary>
    public Task<(ExchangeInfo Info, NotInspectedReason Reason)> NextMissedAsync() =>
        _missed.Reader.ReadAsync().AsTask().WaitAsync(Peer.Patience);
}
