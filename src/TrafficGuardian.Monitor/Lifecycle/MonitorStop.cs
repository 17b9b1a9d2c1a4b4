using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Posture;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Ends a home's monitor from another process.</summary>
public static class MonitorStop
{
    /// <summary>Beyond the time that requests in flight have: for inspecting what passed, and for ending.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Stops the monitor and waits until its process has let go of the home; cleans what a killed one left.</summary>
    /// <param name="context">Platform and home.</param>
    /// <param name="drain">How long requests in flight may take.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MonitorStartException">It does not end.</exception>
    /// <exception cref="StateException">The state can't be looked at as it lies there.</exception>
    public static async Task<StopOutcome> StopAsync(PlatformContext context, TimeSpan drain, TimeProvider time)
    {
        var home = new StateHome(context);
        if (!Directory.Exists(home.Root))
        {
            return StopOutcome.NothingRan;
        }

        var probe = MonitorProbe.Probe(home.Instance);
        if (probe.Presence == MonitorPresence.Running)
        {
            await AskAsync(probe.Record!, drain, time);
        }

        await CleanAsync(context, home, drain + Grace, probe, time);
        return probe.Presence switch
        {
            MonitorPresence.Running => StopOutcome.Stopped,
            MonitorPresence.Stale => StopOutcome.Cleaned,
            _ => StopOutcome.NothingRan,
        };
    }

    private static async Task AskAsync(StateRecord record, TimeSpan drain, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(drain + Grace, time);
        try
        {
            await new ControlClient(record.ControlSocket, time).StopAsync(drain, limit.Token);
        }
        catch (Exception e) when (e is ControlException or OperationCanceledException)
        {
            // It has no control socket, or does not answer: it takes the signal for the same wish.
            ProcessSignal.Terminate(record.Pid);
        }
    }

    /// <summary>Whoever holds the lock still runs; whoever gets it may clean.</summary>
    private static async Task CleanAsync(PlatformContext context, StateHome home, TimeSpan patience, MonitorProbe probe, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            using (var held = InstanceLock.TryTake(home.Instance))
            {
                if (held is not null)
                {
                    MonitorProbe.CleanUp(home.Instance);
                    RunFolder.Sweep(home, time);
                    TellPosture(context, probe, time);
                    return;
                }
            }

            if (time.GetElapsedTime(began) > patience)
            {
                var pid = probe.Record?.Pid;
                throw new MonitorStartException($"the monitor does not end{(pid is null ? "" : $". End it with: kill -9 {pid}")}");
            }

            await Task.Delay(PollInterval, time);
        }
    }

    /// <summary>A monitor that was killed could not say that it has ended.</summary>
    private static void TellPosture(PlatformContext context, MonitorProbe probe, TimeProvider time)
    {
        var outputs = new PostureOutputs(context);
        if (outputs.Exist || probe.Presence != MonitorPresence.Stopped)
        {
            _ = outputs.WriteEnded(time);
        }
    }
}
