using Microsoft.Extensions.Logging;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Has a running monitor read its configuration again.</summary>
/// <param name="current">What it works by.</param>
/// <param name="pipeline">Is given the rules.</param>
/// <param name="gate">Is given the exceptions.</param>
/// <param name="state">Is written anew.</param>
/// <param name="time">The clock that a CA's validity is held against.</param>
/// <param name="logger">Told of the outcome.</param>
internal sealed partial class MonitorReload(
    CurrentSetup current, InspectionPipeline pipeline, FindingGate gate, RunningState state, TimeProvider time, ILogger logger)
{
    /// <summary>Takes what can be exchanged, all or nothing. One at a time.</summary>
    public ReloadResult Now()
    {
        var setup = current.Setup;
        if (MonitorSetup.Load(setup.Context, setup.Overrides, out var problems, out _, time) is not { } fresh)
        {
            Refused(logger, problems.Count);
            return new ReloadResult { Applied = false, Problems = [.. problems.Select(problem => problem.ToString())] };
        }

        using var other = fresh.Authority;
        var restart = ConfigReload.NeedsRestart(
            setup.Config, fresh.Config, other is not null && other.Certificate.Fingerprint != setup.Authority?.Certificate.Fingerprint);
        var effective = ConfigReload.Effective(setup.Config, fresh.Config);
        current.Replace(fresh, effective);
        pipeline.Reload(fresh.Detector);
        gate.Reload(effective.Exceptions);
        state.Refresh();
        if (restart.Count == 0)
        {
            Done(logger);
        }
        else
        {
            DoneInPart(logger, string.Join(", ", restart));
        }

        return new ReloadResult { Applied = true, RestartNeeded = restart };
    }

    [LoggerMessage(EventId = 1004, Level = LogLevel.Information, Message = "Configuration read again; a restart is needed for: {Keys}")]
    private static partial void DoneInPart(ILogger logger, string keys);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Information, Message = "Configuration read again")]
    private static partial void Done(ILogger logger);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Warning, Message = "Configuration not read again; problems: {Count}")]
    private static partial void Refused(ILogger logger, int count);
}
