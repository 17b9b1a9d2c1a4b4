using System.Collections.Concurrent;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// What waits for a worker. To put something in costs the relay no more than a few interlocked operations: a worker is woken only
/// when one sleeps, and one that wakes waits a little first, so that busy traffic wakes nobody.
/// </summary>
/// <param name="linger">How long a worker that wakes waits for more.</param>
/// <param name="idle">Called by a worker that has had nothing to do for <see cref="IdleAfter"/>.</param>
internal sealed class InspectionQueue(TimeSpan linger, Action idle) : IDisposable
{
    /// <summary>How long nothing comes before a worker calls itself idle.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(2);

    /// <summary>Jobs that end the lingering.</summary>
    private const int Enough = 64;

    private readonly ConcurrentQueue<IInspectionJob> _jobs = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ManualResetEventSlim _hurry = new(initialState: false, spinCount: 0);
    private int _sleeping;
    private int _count;
    private volatile bool _isClosed;

    public void Enqueue(IInspectionJob job, bool isUrgent = false)
    {
        _jobs.Enqueue(job);
        if (Interlocked.Increment(ref _count) >= Enough || isUrgent)
        {
            _hurry.Set();
        }

        WakeOne();
    }

    /// <summary>Waits for the next job.</summary>
    /// <returns>Null when the queue is closed and empty.</returns>
    public IInspectionJob? Take()
    {
        while (true)
        {
            if (_jobs.TryDequeue(out var job))
            {
                Interlocked.Decrement(ref _count);
                return job;
            }

            if (_isClosed)
            {
                return null;
            }

            Sleep();
        }
    }

    /// <summary>Lets workers finish what is queued, then sends them home.</summary>
    public void Close()
    {
        _isClosed = true;
        Interlocked.MemoryBarrier();
        _hurry.Set();
        while (WakeOne())
        {
        }
    }

    public void Dispose()
    {
        _wake.Dispose();
        _hurry.Dispose();
    }

    /// <summary>
    /// Announces the sleep, looks again, and only then sleeps: whoever enqueues looks at the announcement after its job is in.
    /// </summary>
    private void Sleep()
    {
        Interlocked.Increment(ref _sleeping);
        if ((!_jobs.IsEmpty || _isClosed) && TryTakeSleeper())
        {
            return;
        }

        if (!_wake.Wait(IdleAfter))
        {
            idle();
            _wake.Wait();
        }

        if (!_isClosed)
        {
            _hurry.Wait(linger);
            _hurry.Reset();
        }
    }

    private bool WakeOne()
    {
        if (!TryTakeSleeper())
        {
            return false;
        }

        _wake.Release();
        return true;
    }

    private bool TryTakeSleeper()
    {
        var sleeping = Volatile.Read(ref _sleeping);
        while (sleeping > 0)
        {
            var seen = Interlocked.CompareExchange(ref _sleeping, sleeping - 1, sleeping);
            if (seen == sleeping)
            {
                return true;
            }

            sleeping = seen;
        }

        return false;
    }
}
