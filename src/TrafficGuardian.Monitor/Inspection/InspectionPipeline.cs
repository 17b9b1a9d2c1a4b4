using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Copies what passes and inspects it on threads of its own:
/// <list type="number">
/// <item>the relay's thread copies bytes into a <see cref="Mailbox"/>, within <see cref="MemoryBudget"/>, and queues it;</item>
/// <item>a worker takes what has gathered and gives it to the message's <see cref="MessageInspector"/>;</item>
/// <item>which undoes content codings, scans, and hands what it finds to the <see cref="FindingGate"/>.</item>
/// </list>
/// The relay never waits for any of it; what can't be inspected is counted.
/// </summary>
internal sealed partial class InspectionPipeline : ITrafficObserver, IAsyncDisposable
{
    private const int MaxIdleInspectors = 64;

    private readonly ILogger _logger;
    private readonly InspectionQueue _queue;
    private readonly ConcurrentBag<MessageInspector> _idle = [];
    private readonly Thread[] _workers;
    private readonly SemaphoreSlim _flushing = new(1);
    private Detector _detector;
    private int _idleCount;
    private bool _isDisposed;

    public InspectionPipeline(
        InspectionOptions options, Detector detector, FindingGate gate, TimeProvider time, ILogger logger)
    {
        Options = options;
        Gate = gate;
        Time = time;
        Budget = new MemoryBudget(options.MemoryBytes);
        Windows = new MemoryBudget(options.MemoryBytes / 2, Budget);
        _detector = detector;
        _logger = logger;
        _queue = new InspectionQueue(options.Linger, new IdleTrim().Trim);
        _workers = new Thread[options.Workers];
        for (var index = 0; index < _workers.Length; index++)
        {
            _workers[index] = new Thread(Work)
            {
                IsBackground = true,
                Name = $"inspection-{index}",
                Priority = ThreadPriority.BelowNormal,
            };
            _workers[index].Start();
        }
    }

    public InspectionCounters Counters { get; } = new();

    /// <summary>The hosts that were asked for.</summary>
    internal SeenHosts Hosts { get; } = new();

    internal InspectionOptions Options { get; }

    internal FindingGate Gate { get; }

    internal TimeProvider Time { get; }

    internal MemoryBudget Budget { get; }

    /// <summary>
    /// The share of the budget that the compression windows of idle WebSocket connections may hold: such connections stay for days, and
    /// must leave room for everything else.
    /// </summary>
    internal MemoryBudget Windows { get; }

    /// <summary>What is remembered from message to message.</summary>
    internal PeerMemories Memories { get; } = new();

    /// <summary>What messages that begin from here on are scanned with.</summary>
    internal Detector Detector => Volatile.Read(ref _detector);

    public IExchangeObserver BeginExchange(ExchangeInfo info)
    {
        Hosts.Add(info.Host, withContent: true);
        return new ExchangeCopy(this, ExchangeContexts.Of(info, Options));
    }

    public IWebSocketObserver BeginWebSocket(ExchangeInfo info, WebSocketDeflate? deflate) =>
        new WebSocketCopy(this, ExchangeContexts.Of(info, Options), deflate);

    public void TunnelRequested(ExchangeInfo info)
    {
        Hosts.Add(info.Host, withContent: false);
        var copy = new MessageCopy(this, ExchangeContexts.OfTunnel(info, Options));
        copy.Append(PieceKind.Host, default);
        copy.End();
    }

    public void NotInspected(ExchangeInfo info, NotInspectedReason reason)
    {
        Counters.AddNotInspected(reason);
        if (UninspectableNote.CauseOf(reason) is not { } cause)
        {
            return;
        }

        if (UninspectableNote.TryMake(this, info, cause) is { } note)
        {
            Enqueue(note);
        }
        else
        {
            Counters.AddNotInspected(NotInspectedReason.Memory);
        }
    }

    /// <summary>Takes new rules. Messages that have begun are finished with the old ones.</summary>
    public void Reload(Detector detector) => Volatile.Write(ref _detector, detector);

    /// <summary>
    /// Completes when everything that had passed before the call is inspected, open messages as far as they have come,
    /// and what was found has been given to every sink.
    /// </summary>
    public async Task FlushAsync()
    {
        await _flushing.WaitAsync();
        try
        {
            if (_isDisposed)
            {
                return;
            }

            // A message that is being read while more of it comes is queued again behind the first barrier: so there is a second.
            await ReachBarrierAsync();
            await ReachBarrierAsync();
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Inspects what has passed, then stops. What comes later is not looked at.</summary>
    public async ValueTask DisposeAsync()
    {
        await FlushAsync();
        await _flushing.WaitAsync();
        var isFirst = !_isDisposed;
        _isDisposed = true;
        _flushing.Release();
        if (!isFirst)
        {
            return;
        }

        _queue.Close();
        await Task.Run(() => Array.ForEach(_workers, static worker => worker.Join()));
        Memories.Clear();
    }

    internal void Enqueue(IInspectionJob job)
    {
        Counters.AddPending(1);
        _queue.Enqueue(job);
    }

    internal MessageInspector TakeInspector(MessageContext context)
    {
        if (_idle.TryTake(out var inspector))
        {
            Interlocked.Decrement(ref _idleCount);
        }
        else
        {
            inspector = new MessageInspector(this);
        }

        inspector.Begin(context);
        return inspector;
    }

    internal void GiveBack(MessageInspector inspector, bool isReusable)
    {
        inspector.Reset();
        if (isReusable && Interlocked.Increment(ref _idleCount) <= MaxIdleInspectors)
        {
            _idle.Add(inspector);
        }
        else if (isReusable)
        {
            Interlocked.Decrement(ref _idleCount);
        }
    }

    /// <summary>Makes the finding of something that can't be read. On a worker.</summary>
    internal void Report(MessageContext context, UninspectableCause cause)
    {
        if (Detector.Uninspectable(context, cause, Time.GetUtcNow()) is { } detected)
        {
            Gate.Write(detected);
        }
    }

    /// <summary>Notes a fault of our own by its kind: an exception's text may hold what was being read.</summary>
    internal void ReportFault(Exception exception) => InspectionFailed(_logger, exception.GetType().Name);

    private async Task ReachBarrierAsync()
    {
        var barrier = new FlushBarrier(_workers.Length);
        for (var index = 0; index < _workers.Length; index++)
        {
            _queue.Enqueue(barrier, isUrgent: true);
        }

        await barrier.Reached;
    }

    private void Work()
    {
        while (_queue.Take() is { } job)
        {
            job.Run();
            if (job is not FlushBarrier)
            {
                Counters.AddPending(-1);
            }
        }
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Inspection of a message failed: {Kind}")]
    private static partial void InspectionFailed(ILogger logger, string kind);
}
