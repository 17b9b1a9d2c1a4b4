namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// A job that every worker takes once, and that keeps each until all have come: then whatever was queued before it is done.
/// Not to be disposed of: when the last has come, others may not have begun to wait, and would find nothing to wait for.
/// </summary>
internal sealed class FlushBarrier(int workers) : IInspectionJob
{
    private readonly CountdownEvent _missing = new(workers);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void Run()
    {
        if (_missing.Signal())
        {
            _reached.SetResult();
            return;
        }

        _missing.Wait();
    }
}
