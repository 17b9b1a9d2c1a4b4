namespace TrafficGuardian.Monitor.Inspection;

/// <summary>The bytes that all copies of traffic may hold together.</summary>
/// <param name="limit">How many.</param>
/// <param name="whole">The budget of which this one is a share, or null.</param>
internal sealed class MemoryBudget(long limit, MemoryBudget? whole = null)
{
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    /// <summary>Takes bytes, or none where they would exceed the limit. Never waits.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit && whole?.TryTake(bytes) != false)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Give(long bytes)
    {
        Interlocked.Add(ref _used, -bytes);
        whole?.Give(bytes);
    }
}
