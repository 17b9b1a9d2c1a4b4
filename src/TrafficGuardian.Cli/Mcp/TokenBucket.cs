namespace TrafficGuardian.Cli.Mcp;

/// <summary>So many at once, so many a second after that. Safe for many threads.</summary>
/// <param name="capacity">How many may come at once.</param>
/// <param name="perSecond">How many come back each second.</param>
/// <param name="time">What is measured with.</param>
internal sealed class TokenBucket(int capacity, double perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = capacity;
    private long _at = time.GetTimestamp();

    /// <summary>Takes one.</summary>
    /// <returns>Zero where there was one, else how long until there is one again.</returns>
    public TimeSpan Take()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(capacity, _tokens + time.GetElapsedTime(_at, now).TotalSeconds * perSecond);
            _at = now;
            if (_tokens < 1)
            {
                return TimeSpan.FromSeconds((1 - _tokens) / perSecond);
            }

            _tokens--;
            return TimeSpan.Zero;
        }
    }
}
