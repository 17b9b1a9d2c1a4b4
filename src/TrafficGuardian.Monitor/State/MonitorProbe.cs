namespace TrafficGuardian.Monitor.State;

/// <summary>What was found in a folder where a monitor keeps its state.</summary>
/// <param name="Presence">Whether a monitor runs.</param>
/// <param name="Record">What <c>state.json</c> says; null where it says nothing readable.</param>
/// <param name="Why">Why the state is stale; null where it is not.</param>
public sealed record MonitorProbe(MonitorPresence Presence, StateRecord? Record, string? Why)
{
    private const int LongestFile = 65_536;

    /// <summary>Looks at the state and at the process that it names; changes nothing.</summary>
    /// <exception cref="StateException"><c>state.json</c> is a link, not ours, or open to others.</exception>
    public static MonitorProbe Probe(InstanceFolder instance) => Probe(instance, ProcessIdentity.Of, ProcessIdentity.CurrentBoot);

    /// <summary>Removes what a monitor left behind that is gone: its state and its socket. Call with the <see cref="InstanceLock"/> held.</summary>
    /// <exception cref="StateException">Something can't be removed.</exception>
    public static void CleanUp(InstanceFolder instance)
    {
        SafeFile.Remove(instance.StateFile);
        SafeFile.Remove(instance.ControlSocket);
    }

    internal static MonitorProbe Probe(InstanceFolder instance, Func<int, ProcessIdentity?> processOf, string boot)
    {
        if (StateGuard.FolderFault(instance.Folder) is { } fault)
        {
            throw new StateException(fault);
        }

        if (SafeFile.Read(instance.StateFile, LongestFile) is not { } content)
        {
            return new MonitorProbe(MonitorPresence.Stopped, null, null);
        }

        if (StateRecord.TryParse(content) is not { } record)
        {
            return new MonitorProbe(MonitorPresence.Stale, null, "state.json is half written or not a state file");
        }

        var why = record.BootId != boot ? "the machine was restarted since"
            : processOf(record.Pid) is not { } process ? $"process {record.Pid} is gone"
            : process != record.Process ? $"process {record.Pid} is another one now"
            : null;
        return new MonitorProbe(why is null ? MonitorPresence.Running : MonitorPresence.Stale, record, why);
    }
}
