namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// A job that every worker takes once, and that keeps each until all have come: then whatever was queued before it is done.
/// </summary>
internal sealed class FlushBarrier(int workers) : IInspectionJob, IDisposable
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

    public void Dispose() => _missing.Dispose();
}
