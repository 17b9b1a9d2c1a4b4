using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;
using TrafficGuardian.Proxy.WebSockets;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>
/// The exchanges of one connection, in order: requests join at the end, responses take from the front.
/// The two directions use it from two threads.
/// </summary>
internal sealed class Conversation(ITrafficObserver observer, ProxyCounters counters)
{
    /// <summary>
    /// Most responses due at a time. Each costs some hundred bytes, and a client can pipeline requests that nobody answers; RFC 9112
    /// section 9.3.2 lets neither side rely on more than the transport holds.
    /// </summary>
    public const int MostDue = 1024;

    private readonly Lock _lock = new();
    private int _due;
    private Exchange? _first;
    private Exchange? _last;
    private TaskCompletionSource? _idle;
    private bool _sending;
    private int _unread;
    private volatile IStreamObserver? _successor;

    /// <summary>The connection has changed to another protocol (RFC 9110 section 7.8); no more messages follow.</summary>
    public bool Upgraded => _successor is not null;

    /// <summary>Who watches the protocol that the connection has changed to; null while it carries HTTP.</summary>
    public IStreamObserver? Successor => _successor;

    /// <summary>Whether no response is due and all of the last one has been sent.</summary>
    public bool Idle
    {
        get
        {
            lock (_lock)
                return _first is null && !_sending;
        }
    }

    /// <summary>Where its messages end is no longer known, or it carries none any more.</summary>
    public bool Unfollowed => Volatile.Read(ref _unread) != 0 || Upgraded;

    /// <summary>Whether no further request may begin before a response has ended.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _due >= MostDue;
        }
    }

    /// <summary>The exchange whose response is due next, or null.</summary>
    public Exchange? Due
    {
        get
        {
            lock (_lock)
                return _first;
        }
    }

    /// <summary>A request begins. Its head is reported.</summary>
    public Exchange Begin(ExchangeInfo info, RequestKind kind, ReadOnlySpan<byte> head)
    {
        counters.AddExchange();
        var exchange = new Exchange(observer.BeginExchange(info), kind);
        exchange.Head(MessageSide.Request, head);
        return exchange;
    }

    /// <summary>The request is about to be sent on: its response is due after those before it.</summary>
    public void Expect(Exchange exchange)
    {
        lock (_lock)
        {
            if (_last is null)
                _first = exchange;
            else
                _last.Next = exchange;
            _last = exchange;
            _due++;
        }
    }

    /// <summary>The response that was due has ended.</summary>
    public void Answered()
    {
        lock (_lock)
            TakeFirst();
    }

    /// <summary>The response that was due has changed the connection to another protocol.</summary>
    /// <param name="info">Who speaks with whom.</param>
    /// <param name="webSocket">What the ends of a WebSocket connection agreed on; null where the protocol is another one.</param>
    public void Upgrade(ExchangeInfo info, NegotiatedExtensions? webSocket)
    {
        // Requests behind the one that was answered were sent in the new protocol, and have been read in the old one.
        var readable = IsLastDue() ? webSocket : null;
        IStreamObserver successor = readable is { } extensions
            ? new WebSocketObserver(WebSocketObserver.InfoOf(info), extensions, observer, counters)
            : BlindObserver.Instance;
        lock (_lock)
        {
            _successor = successor;
            TakeFirst();
        }

        if (readable is null)
            MarkUnread(info);
    }

    /// <summary>No further response comes: those due are cut or never begin.</summary>
    public void EndResponses()
    {
        Exchange? due;
        lock (_lock)
        {
            due = _first;
            _first = _last = null;
            _due = 0;
        }

        for (; due is not null; due = due.Next)
            due.EndResponseEarly();
        Settle();
    }

    /// <summary>Completes once <see cref="Idle"/> holds.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            if (_first is null && !_sending)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>All that was received from the upstream so far has been sent.</summary>
    public void Settle()
    {
        lock (_lock)
        {
            _sending = false;
            if (_first is not null)
                return;
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    /// <summary>Says, once for the connection, that it carries what is not followed.</summary>
    public void MarkUnread(ExchangeInfo info)
    {
        if (Interlocked.Exchange(ref _unread, 1) == 0)
            observer.NotInspected(info, NotInspectedReason.Protocol);
    }

    private bool IsLastDue()
    {
        lock (_lock)
            return ReferenceEquals(_first, _last);
    }

    private void TakeFirst()
    {
        _sending = true;
        _due -= _first is null ? 0 : 1;
        _first = _first?.Next;
        if (_first is null)
            _last = null;
    }
}
