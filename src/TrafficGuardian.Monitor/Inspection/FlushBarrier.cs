namespace TrafficGuardian.Monitor.Inspection;

/// <summary>A job that every worker takes once, and that keeps each until all have come: then whatever was queued before it is done.</summary>
internal sealed class FlushBarrier(int workers) : IInspectionJob
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = workers;

    public Task Reached => _reached.Task;

    public void Run()
    {
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _reached.SetResult();
        }

        _reached.Task.Wait();
    }
}
