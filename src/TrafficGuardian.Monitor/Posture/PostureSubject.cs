using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Posture;

/// <summary>
/// Which of a home's monitors its fragment is about: the one that <c>start</c> made, else of those that <c>run</c> made the one
/// that has run for longest, else one that is gone and left its state, else none.
/// </summary>
/// <param name="Presence">Whether it runs.</param>
/// <param name="Record">What its state says; null where there is none that can be read.</param>
/// <param name="Instance">Its place; null where there is none.</param>
internal sealed record PostureSubject(MonitorPresence Presence, StateRecord? Record, InstanceFolder? Instance)
{
    /// <summary>Looks; changes nothing.</summary>
    /// <exception cref="StateException">The state of <c>start</c> can't be looked at as it lies there.</exception>
    public static PostureSubject Find(StateHome home)
    {
        var started = new PostureSubject(home.Instance, MonitorProbe.Probe(home.Instance));
        if (started.Presence == MonitorPresence.Running)
        {
            return started;
        }

        var runs = RunFolder.All(home).Select(Look).OfType<PostureSubject>()
            .OrderBy(run => run.Record?.StartedAt).ThenBy(run => run.Instance!.Folder, StringComparer.Ordinal).ToList();
        return runs.Find(run => run.Presence == MonitorPresence.Running)
            ?? (started.Presence == MonitorPresence.Stale ? started : null)
            ?? runs.Find(run => run.Presence == MonitorPresence.Stale)
            ?? new PostureSubject(MonitorPresence.Stopped, null, null);
    }

    private PostureSubject(InstanceFolder instance, MonitorProbe probe)
        : this(probe.Presence, probe.Record, instance)
    {
    }

    private static PostureSubject? Look(InstanceFolder run)
    {
        try
        {
            return new PostureSubject(run, MonitorProbe.Probe(run));
        }
        catch (StateException)
        {
            // What can't be judged tells nothing; the next run's sweep leaves it alone as well.
            return null;
        }
    }
}
