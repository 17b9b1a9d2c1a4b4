using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>What was inspected and what was not, since the pipeline was made. Read at any time from any thread.</summary>
internal sealed class InspectionCounters
{
    private readonly long[] _notInspected = new long[Enum.GetValues<NotInspectedReason>().Length];
    private long _bytes;
    private long _pending;
    private long _truncatedBodies;

    /// <summary>Bytes inspected, as they passed (content coding still on).</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Messages that wait to be inspected, or are being inspected.</summary>
    public long Pending => Interlocked.Read(ref _pending);

    /// <summary>Bodies of which a part was not looked at because a limit was reached.</summary>
    public long TruncatedBodies => Interlocked.Read(ref _truncatedBodies);

    /// <summary>Messages (tunnels, connections) that were not read, or not in full, by reason.</summary>
    public long NotInspected(NotInspectedReason reason) => Interlocked.Read(ref _notInspected[(int)reason]);

    internal void AddBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void AddPending(int messages) => Interlocked.Add(ref _pending, messages);

    internal void AddTruncatedBody() => Interlocked.Increment(ref _truncatedBodies);

    internal void AddNotInspected(NotInspectedReason reason) => Interlocked.Increment(ref _notInspected[(int)reason]);
}
