using Microsoft.Extensions.Logging;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Posture;

/// <summary>
/// Keeps the fragment's files true while a monitor runs: looks once a second, and writes where something but the time differs
/// from what lies there. Whatever fails is logged and tried again; it never reaches the monitor.
/// </summary>
internal sealed partial class PostureKeeper : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly StateHome _home;
    private readonly InstanceFolder _instance;
    private readonly PostureOutputs _outputs;
    private readonly FindingLogDigest _log;
    private readonly Func<PostureFragment> _posture;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _keeping = Task.CompletedTask;
    private string? _fault;

    /// <param name="context">Platform, home and environment.</param>
    /// <param name="instance">The monitor's place.</param>
    /// <param name="findingsFolder">The finding log's folder.</param>
    /// <param name="posture">How the monitor stands, without the log's digest and the time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what can't be written.</param>
    public PostureKeeper(
        PlatformContext context, InstanceFolder instance, string findingsFolder, Func<PostureFragment> posture, TimeProvider time, ILogger logger)
    {
        _home = new StateHome(context);
        _instance = instance;
        _outputs = new PostureOutputs(context);
        _log = new FindingLogDigest(findingsFolder);
        _posture = posture;
        _time = time;
        _logger = logger;
    }

    /// <summary>Completes when the files have been looked at for the first time.</summary>
    public Task First => _first.Task;

    public void Begin() => _keeping = Task.Run(KeepAsync);

    /// <summary>Looks now, unless somebody else is just at it.</summary>
    public void TryRefresh()
    {
        if (_lock.TryEnter())
        {
            try
            {
                RefreshLocked();
            }
            finally
            {
                _lock.Exit();
            }
        }
    }

    /// <summary>Looks now.</summary>
    /// <returns>How this monitor stands; null where its log can't be read.</returns>
    public PostureFragment? Refresh()
    {
        lock (_lock)
        {
            return RefreshLocked();
        }
    }

    /// <summary>Ends the looking, and says in the files that the monitor has ended. Call when its state is removed.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _keeping;
        if (_first.Task.IsCompleted || _outputs.Exist)
        {
            await Task.Run(WriteEnded);
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        _log.Dispose();
    }

    private void WriteEnded()
    {
        lock (_lock)
        {
            Note(_outputs.WriteEnded(_time, _log));
        }
    }

    private async Task KeepAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            Refresh();
            _first.TrySetResult();
            await Task.Delay(Interval, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private PostureFragment? RefreshLocked()
    {
        PostureFragment? fragment = null;
        if (_end.IsCancellationRequested)
        {
            // Whoever asks late must not make the files say that it runs.
            return fragment;
        }

        try
        {
            fragment = _posture() with { FindingLogSha256 = _log.Update(_end.Token), GeneratedAt = _time.GetUtcNow() };
            if (IsOurs())
            {
                fragment = _outputs.WithKnownTime(fragment);
                _outputs.Write(fragment);
            }

            Note(null);
        }
        catch (OperationCanceledException)
        {
            // It ends in the middle of a long log.
            fragment = null;
        }
        catch (Exception e)
        {
            Note(e is StateException or IOException or UnauthorizedAccessException ? LogFault.Of(e) : e.GetType().Name);
        }

        return fragment;
    }

    /// <summary>Of several monitors in a home one keeps the files.</summary>
    private bool IsOurs() => _instance == _home.Instance || PostureSubject.Find(_home).Instance == _instance;

    private void Note(string? fault)
    {
        if (fault is not null && fault != _fault)
        {
            Failing(_logger, fault);
        }

        _fault = fault;
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "The posture fragment can't be kept true: {Fault}; it is tried again")]
    private static partial void Failing(ILogger logger, string fault);
}
