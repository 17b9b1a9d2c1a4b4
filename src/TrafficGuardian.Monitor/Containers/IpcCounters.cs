using TrafficGuardian.Monitor.Control;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>What was asked through files. Counted by one thread, read by others.</summary>
internal sealed class IpcCounters
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _faults = new(StringComparer.Ordinal);
    private long _groups;
    private long _requests;
    private long _answered;
    private long _cleaned;

    public void Groups(int count) => Interlocked.Exchange(ref _groups, count);

    public void Requested() => Interlocked.Increment(ref _requests);

    public void Answered() => Interlocked.Increment(ref _answered);

    public void Cleaned() => Interlocked.Increment(ref _cleaned);

    /// <param name="reason">See <see cref="RefusalReason"/>.</param>
    public void Refused(string reason) => Add(_refused, reason);

    /// <param name="reason">See <see cref="IpcFault"/>.</param>
    public void Fault(string reason) => Add(_faults, reason);

    public IpcStatus Status()
    {
        lock (_lock)
        {
            return new IpcStatus
            {
                Groups = Interlocked.Read(ref _groups),
                Requests = Interlocked.Read(ref _requests),
                Answered = Interlocked.Read(ref _answered),
                Cleaned = Interlocked.Read(ref _cleaned),
                Refused = new SortedDictionary<string, long>(_refused, StringComparer.Ordinal),
                Faults = new SortedDictionary<string, long>(_faults, StringComparer.Ordinal),
            };
        }
    }

    private void Add(SortedDictionary<string, long> counts, string reason)
    {
        lock (_lock)
        {
            counts[reason] = counts.GetValueOrDefault(reason) + 1;
        }
    }
}
