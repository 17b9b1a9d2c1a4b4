namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Gives memory back to the system once a burst of traffic is over. The collector does so only while something is allocated,
/// and an idle monitor allocates nothing: without this it would hold what its busiest minute took.
/// </summary>
internal sealed class IdleTrim
{
    /// <summary>What must have been allocated since the last time for another to be worth its pause of some milliseconds.</summary>
    private const long WorthBytes = 16 << 20;

    private readonly StartCode _startCode = new();

    // The first time is for what the start took, whatever it was.
    private long _trimmedAt = -WorthBytes;

    /// <summary>Collects, where it is worth it. Several workers may call at once; one does it.</summary>
    public void Trim()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var before = Interlocked.Read(ref _trimmedAt);
        if (allocated - before < WorthBytes || Interlocked.CompareExchange(ref _trimmedAt, allocated, before) != before)
        {
            return;
        }

        CopyBuffers.Trim();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (before < 0)
        {
            _startCode.Release();
        }
    }
}
