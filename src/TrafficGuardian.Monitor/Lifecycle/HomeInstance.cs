using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>The place of the one monitor that <c>start</c> makes, with its lock held; disposing cleans it and gives it back.</summary>
public sealed class HomeInstance : IDisposable
{
    private readonly InstanceLock _lock;

    private HomeInstance(InstanceFolder instance, InstanceLock held) => (Instance, _lock) = (instance, held);

    public InstanceFolder Instance { get; }

    /// <summary>Takes the place, and cleans what a monitor that was killed has left there.</summary>
    /// <returns>The place, or null where a monitor holds it.</returns>
    /// <exception cref="StateException">The home is not ours alone, or can't be written.</exception>
    public static HomeInstance? TryTake(StateHome home, TimeProvider time)
    {
        home.Create();
        if (InstanceLock.TryTake(home.Instance) is not { } held)
        {
            return null;
        }

        MonitorProbe.CleanUp(home.Instance);
        SafeFile.RemoveTemporaries(home.PostureFile);
        SafeFile.RemoveTemporaries(home.StablePostureFile);
        RunFolder.Sweep(home, time);
        return new HomeInstance(home.Instance, held);
    }

    public void Dispose()
    {
        MonitorProbe.CleanUp(Instance);
        _lock.Dispose();
    }
}
