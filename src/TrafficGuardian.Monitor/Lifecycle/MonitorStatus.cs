using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Asks a home's monitor how it is, or says that there is none.</summary>
public static class MonitorStatus
{
    public const string Running = "running";
    public const string Stopped = "stopped";
    public const string Stale = "stale";

    /// <summary>The status; of a monitor that runs and does not answer, what its state file says, without counters.</summary>
    /// <exception cref="StateException">The state can't be looked at as it lies there.</exception>
    public static async Task<StatusDocument> AskAsync(PlatformContext context, TimeProvider time)
    {
        var probe = MonitorProbe.Probe(new StateHome(context).Instance);
        if (probe is { Presence: MonitorPresence.Running, Record: { } record })
        {
            try
            {
                return await new ControlClient(record.ControlSocket, time).StatusAsync();
            }
            catch (ControlException)
            {
                // It has no control socket, or is too busy to answer: its state file still tells that it runs.
            }
        }

        return FromRecord(context, probe, time.GetUtcNow());
    }

    private static StatusDocument FromRecord(PlatformContext context, MonitorProbe probe, DateTimeOffset now)
    {
        var isRunning = probe.Presence == MonitorPresence.Running;
        return new StatusDocument
        {
            State = isRunning ? Running : probe.Presence == MonitorPresence.Stale ? Stale : Stopped,
            Platform = context.Kind.Name(),
            Pid = probe.Record?.Pid,
            Listen = probe.Record?.Listen,
            Home = context.Home,
            StartedAt = probe.Record is { } record ? StatusTime.Text(record.StartedAt) : null,
            UptimeSeconds = isRunning ? Math.Max(0, (long)(now - probe.Record!.StartedAt).TotalSeconds) : null,
            HttpsInspection = isRunning && probe.Record!.HttpsInspection,
            CaFingerprintSha256 = isRunning ? probe.Record!.CaFingerprintSha256 : null,
            CaExpiresAt = isRunning && probe.Record!.CaExpiresAt is { } end ? StatusTime.Text(end) : null,
            ConfigSha256 = probe.Record?.ConfigSha256,
        };
    }
}
