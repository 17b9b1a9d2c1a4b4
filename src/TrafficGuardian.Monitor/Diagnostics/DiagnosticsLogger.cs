using Microsoft.Extensions.Logging;

namespace TrafficGuardian.Monitor.Diagnostics;

/// <summary>One category's logger.</summary>
internal sealed class DiagnosticsLogger(DiagnosticsLog log, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            // The formatter gets no exception: its text is left out on purpose.
            log.Write(logLevel, category, eventId, formatter(state, null) + DiagnosticsLine.Describe(exception));
        }
    }
}
