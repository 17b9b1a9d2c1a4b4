namespace TrafficGuardian.Monitor.Containers;

/// <summary>So much at once, and so much a second from then on. Not thread-safe.</summary>
internal sealed class TokenBucket(double capacity, double perSecond, TimeProvider time)
{
    private double _used;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes so much where there is something left; what is taken beyond it is owed.</summary>
    public bool TryTake(double amount = 1)
    {
        var now = time.GetTimestamp();
        _used = Math.Max(0, _used - time.GetElapsedTime(_filled, now).TotalSeconds * perSecond);
        _filled = now;
        if (_used > capacity - 1)
        {
            return false;
        }

        _used += amount;
        return true;
    }
}
