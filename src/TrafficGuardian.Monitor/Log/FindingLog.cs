using System.Buffers;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Log;

/// <summary>
/// The finding log: one line a write, appended by however many monitors use the same home. A disk that is full or fails costs
/// lines, which are counted, and nothing else; when it recovers, so does the log.
/// </summary>
internal sealed partial class FindingLog : IFindingSink, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ILogger _logger;
    private readonly FindingLogFile _file;
    private readonly ArrayBufferWriter<byte> _line = new(FindingJson.MaxLineBytes);
    private long _written;
    private long _lost;
    private string? _lastError;
    private bool _isFailing;

    /// <summary>Makes the file where it is missing, and mends a line that a crash has torn. Never throws: what fails is counted.</summary>
    public FindingLog(FindingLogOptions options, ILogger logger)
    {
        _logger = logger;
        _file = new FindingLogFile(options);
        Note(_file.Open());
    }

    /// <summary>Lines written by this process.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Findings that could not be written.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>The kind of the last failure (<see cref="LogFault"/>), or null.</summary>
    public string? LastError => Volatile.Read(ref _lastError);

    public void Write(Finding finding)
    {
        lock (_lock)
        {
            _line.ResetWrittenCount();
            FindingJson.Write(finding, _line);
            var fault = _file.Append(_line.WrittenSpan);
            Interlocked.Increment(ref fault is null ? ref _written : ref _lost);
            Note(fault);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    private void Note(string? fault)
    {
        if (fault is not null)
        {
            Volatile.Write(ref _lastError, fault);
        }

        if (fault is not null && !_isFailing)
        {
            Failing(_logger, fault);
        }
        else if (fault is null && _isFailing)
        {
            Recovered(_logger, Lost);
        }

        _isFailing = fault is not null;
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "The finding log can't be written: {Fault}; findings are lost until it can")]
    private static partial void Failing(ILogger logger, string fault);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Information, Message = "The finding log is written again; lost so far: {Lost}")]
    private static partial void Recovered(ILogger logger, long lost);
}
