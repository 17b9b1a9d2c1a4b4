using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// What was found within the last window, so that a repeat is told from news. The window starts with the first finding and
/// is not prolonged by repeats, so that what goes on leaking is written once a window. Not thread-safe.
/// </summary>
internal sealed class RecentFindings(TimeSpan window, int capacity, TimeProvider time)
{
    private readonly HashSet<Key> _keys = [];
    private readonly Queue<(Key Key, long At)> _order = new();

    /// <summary>Remembers a finding.</summary>
    /// <returns>False where an equal one is remembered already.</returns>
    public bool Add(Detected detected)
    {
        if (window <= TimeSpan.Zero)
        {
            return true;
        }

        var now = time.GetTimestamp();
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) >= window)
        {
            _keys.Remove(_order.Dequeue().Key);
        }

        var finding = detected.Finding;
        var key = new Key(
            finding.Platform, finding.Direction, finding.Pattern, detected.Rule, finding.Dest, detected.Fingerprint);
        if (!_keys.Add(key))
        {
            return false;
        }

        _order.Enqueue((key, now));
        if (_order.Count > capacity)
        {
            _keys.Remove(_order.Dequeue().Key);
        }

        return true;
    }

    private readonly record struct Key(
        string Platform, Direction Direction, string Pattern, string Rule, string Dest, UInt128 Fingerprint);
}
