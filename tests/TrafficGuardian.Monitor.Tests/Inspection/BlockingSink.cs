using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary>A sink that keeps the worker which writes to it until it is released.</summary>
internal sealed class BlockingSink : IFindingSink
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();

    public Task Entered => _entered.Task;

    public int Written { get; private set; }

    public void Release() => _released.Set();

    public void Write(Finding finding)
    {
        Written++;
        _entered.TrySetResult();
        _released.Wait();
    }
}
