using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>The file that says that this monitor runs: written once it does, and again when what it says has changed. Thread-safe.</summary>
internal sealed class RunningState(InstanceFolder instance, Func<StateRecord> now)
{
    private readonly Lock _lock = new();
    private bool _isThere;

    /// <summary>Says that the monitor runs.</summary>
    /// <exception cref="StateException">The file can't be written.</exception>
    public void Write()
    {
        lock (_lock)
        {
            _isThere = true;
            now().Write(instance);
        }
    }

    /// <summary>Writes it anew, unless it was removed meanwhile.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            try
            {
                if (_isThere)
                {
                    now().Write(instance);
                }
            }
            catch (StateException)
            {
                // The status is answered through the socket; what the file says is older.
            }
        }
    }

    public void Remove()
    {
        lock (_lock)
        {
            _isThere = false;
            try
            {
                SafeFile.Remove(instance.StateFile);
            }
            catch (StateException)
            {
                // The next start finds it stale and cleans it.
            }
        }
    }
}
