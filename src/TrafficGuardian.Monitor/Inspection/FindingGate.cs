using Microsoft.Extensions.Logging;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Decides which findings are written: exceptions first, then repeats within the window, then the rest goes to every sink.
/// </summary>
internal sealed partial class FindingGate
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<IFindingSink> _sinks;
    private readonly RecentFindings _recent;
    private readonly SortedDictionary<string, long> _byPattern = new(StringComparer.Ordinal);
    private readonly long[] _bySeverity = new long[Enum.GetValues<Severity>().Length];
    private FindingExceptions _exceptions;
    private long _total;
    private long _duplicates;
    private long _silenced;

    public FindingGate(FindingGateOptions options, IReadOnlyList<IFindingSink> sinks, TimeProvider time, ILogger logger)
    {
        _recent = new RecentFindings(options.DedupWindow, options.MaxRemembered, time);
        _exceptions = new FindingExceptions(options.Exceptions);
        _sinks = sinks;
        _time = time;
        _logger = logger;
    }

    /// <summary>Replaces the exceptions.</summary>
    public void Reload(IReadOnlyList<ExceptionConfig> exceptions)
    {
        lock (_lock)
        {
            _exceptions = new FindingExceptions(exceptions);
        }
    }

    /// <summary>Passes a finding on, or counts why not. Never throws.</summary>
    public void Write(Detected detected)
    {
        if (!Admit(detected))
        {
            return;
        }

        foreach (var sink in _sinks)
        {
            try
            {
                sink.Write(detected.Finding);
            }
            catch (Exception exception)
            {
                // One sink's fault is never another's.
                SinkFailed(_logger, sink.GetType().Name, exception.GetType().Name);
            }
        }
    }

    public FindingCounts Snapshot()
    {
        lock (_lock)
        {
            var bySeverity = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var severity in Enum.GetValues<Severity>())
            {
                if (_bySeverity[(int)severity] > 0)
                {
                    bySeverity.Add(FindingNames.Of(severity), _bySeverity[(int)severity]);
                }
            }

            return new FindingCounts(
                _total, _duplicates, _silenced, new SortedDictionary<string, long>(_byPattern, StringComparer.Ordinal), bySeverity);
        }
    }

    private bool Admit(Detected detected)
    {
        lock (_lock)
        {
            if (_exceptions.Silence(detected, _time.GetUtcNow()))
            {
                _silenced++;
                return false;
            }

            if (!_recent.Add(detected))
            {
                _duplicates++;
                return false;
            }

            _total++;
            _bySeverity[(int)detected.Finding.Severity]++;
            _byPattern[detected.Finding.Pattern] = _byPattern.GetValueOrDefault(detected.Finding.Pattern) + 1;
            return true;
        }
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "Sink {Sink} failed: {Kind}")]
    private static partial void SinkFailed(ILogger logger, string sink, string kind);
}
