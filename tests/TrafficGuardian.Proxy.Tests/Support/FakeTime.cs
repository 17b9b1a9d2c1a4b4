namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>A clock that moves when told to.</summary>
internal sealed class FakeTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly SemaphoreSlim _created = new(0);
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private long _now;

    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(_now);

    public override long GetTimestamp() => _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state)) { Span = dueTime, Due = _now + dueTime.Ticks };
        lock (_lock)
            _timers.Add(timer);
        _created.Release();
        return timer;
    }

    /// <summary>Waits until a timer of this length runs.</summary>
    public async Task WhenTimerAsync(TimeSpan span)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_timers.Any(t => t.Span == span && !t.Gone))
                    return;
            }

            await _created.WaitAsync().WaitAsync(Peer.Patience);
        }
    }

    public void Advance(TimeSpan span)
    {
        FakeTimer[] due;
        lock (_lock)
        {
            _now += span.Ticks;
            due = [.. _timers.Where(t => !t.Gone && t.Span >= TimeSpan.Zero && t.Due <= _now)];
        }

        foreach (var timer in due)
            timer.Fire();
    }

    private sealed class FakeTimer(FakeTime time, Action fire) : ITimer
    {
        public TimeSpan Span { get; set; }

        public long Due { get; set; }

        public bool Gone { get; private set; }

        public void Fire()
        {
            Gone = true;
            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Span = dueTime;
            Due = time._now + dueTime.Ticks;
            return true;
        }

        public void Dispose() => Gone = true;

        public ValueTask DisposeAsync()
        {
            Gone = true;
            return default;
        }
    }
}
