namespace TrafficGuardian.Monitor.Containers;

/// <summary>What one group may ask and be written, and what is remembered of it; all of it bounded. Not thread-safe.</summary>
internal sealed class GroupLimits(TimeProvider time)
{
    private const double Requests = 60;
    private const double RequestsPerSecond = 2;
    private const double AnswerBytes = 16 * 1_024 * 1_024;
    private const int MostIds = 4_096;
    private const int MostIgnored = 16_384;
    private const int MostWaiting = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TokenBucket _requests = new(Requests, RequestsPerSecond, time);
    private readonly TokenBucket _refusals = new(Requests, RequestsPerSecond, time);
    private readonly TokenBucket _bytes = new(AnswerBytes, AnswerBytes / ContainerRequest.Lifetime.TotalSeconds, time);
    private readonly Dictionary<string, DateTimeOffset> _answered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<int> _ignored = [];

    /// <summary>Whether one more request is taken up.</summary>
    public bool MayAsk() => _requests.TryTake();

    /// <summary>Whether one that was not gets an answer that says so.</summary>
    public bool MayBeRefused() => _refusals.TryTake();

    /// <summary>Whether an answer of so many bytes is written: a container that fetches none must not fill the disk.</summary>
    public bool MayBeWritten(int bytes) => _bytes.TryTake(bytes);

    /// <summary>Remembers an id; false where it was answered within its lifetime.</summary>
    public bool IsNew(string id)
    {
        var now = time.GetUtcNow();
        if (_answered.Count >= MostIds)
        {
            foreach (var old in _answered.Where(answered => now - answered.Value > ContainerRequest.Lifetime).Select(static answered => answered.Key).ToList())
            {
                _answered.Remove(old);
            }

            // More than the rate lets through; forgetting some costs a second answer to an old question.
            if (_answered.Count >= MostIds)
            {
                _answered.Clear();
            }
        }

        if (_answered.TryGetValue(id, out var before) && now - before <= ContainerRequest.Lifetime)
        {
            return false;
        }

        _answered[id] = now;
        return true;
    }

    /// <summary>What can't be removed is not taken up twice. Kept by its hash: names are long, and may be many.</summary>
    public void Ignore(string name)
    {
        if (_ignored.Count >= MostIgnored)
        {
            _ignored.Clear();
        }

        _ignored.Add(name.GetHashCode(StringComparison.Ordinal));
    }

    /// <summary>Whether to look at a name now.</summary>
    public bool IsDue(string name) =>
        !_ignored.Contains(name.GetHashCode(StringComparison.Ordinal)) && !(_waiting.TryGetValue(name, out var until) && time.GetUtcNow() < until);

    /// <summary>An empty file's writer may be about to write; it gets a moment, once.</summary>
    /// <returns>Whether to wait.</returns>
    public bool Wait(string name)
    {
        if (_waiting.Remove(name))
        {
            return false;
        }

        var now = time.GetUtcNow();
        if (_waiting.Count >= MostWaiting)
        {
            foreach (var old in _waiting.Where(waiting => waiting.Value < now - Patience).Select(static waiting => waiting.Key).ToList())
            {
                _waiting.Remove(old);
            }
        }

        return _waiting.Count < MostWaiting && _waiting.TryAdd(name, now + Patience);
    }
}
