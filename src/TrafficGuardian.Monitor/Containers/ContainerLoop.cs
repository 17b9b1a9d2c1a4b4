using Microsoft.Extensions.Logging;
using TrafficGuardian.Monitor.Control;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>
/// The one thread that serves containers' files: a folder that hangs, on whatever file system, holds up nothing else. Files are looked at
/// four times a second; nobody is told by the system, for such tellings are lost on some mounts, and a flood of them is a flood.
/// </summary>
internal sealed partial class ContainerLoop : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IpcService? _ipc;
    private readonly SnapshotWriter? _snapshot;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ITimer _timer;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private string? _failure;

    /// <summary>Starts it.</summary>
    /// <param name="ipc">Answers requests, or null.</param>
    /// <param name="snapshot">Writes snapshots, or null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when something fails that should not be able to.</param>
    public ContainerLoop(IpcService? ipc, SnapshotWriter? snapshot, TimeProvider time, ILogger logger)
    {
        (_ipc, _snapshot, _time, _logger) = (ipc, snapshot, time, logger);
        _timer = time.CreateTimer(_ => _wake.Release(), state: null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { IsBackground = true, Name = "containers" };
        _thread.Start();
    }

    public IpcStatus? Ipc => _ipc?.Status();

    public SnapshotStatus? Snapshot => _snapshot?.Status();

    /// <summary>Answers what is there that nobody answers any more, and says so in the snapshot. Waits for it a few seconds at most.</summary>
    public void Stop()
    {
        _stopping = true;
        _wake.Release();
        _thread.Join(Patience);
    }

    public void Dispose()
    {
        Stop();
        _timer.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _wake.Wait();
            var stopping = _stopping;
            var began = _time.GetTimestamp();
            Guarded(() => _ipc?.Tick(stopping));
            Guarded(() =>
            {
                if (stopping)
                {
                    _snapshot?.Stop();
                }
                else
                {
                    _snapshot?.Tick();
                }
            });
            if (stopping)
            {
                return;
            }

            // Work that takes long is done less often.
            _timer.Change(Interval + 3 * _time.GetElapsedTime(began), Timeout.InfiniteTimeSpan);
        }
    }

    private void Guarded(Action work)
    {
        try
        {
            work();
            _failure = null;
        }
        catch (Exception exception)
        {
            // Whatever it is, containers are served again in a moment; it is told once, not four times a second.
            if (_failure != exception.GetType().Name)
            {
                _failure = exception.GetType().Name;
                Failed(_logger, exception);
            }
        }
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Error, Message = "Serving containers failed")]
    private static partial void Failed(ILogger logger, Exception exception);
}
