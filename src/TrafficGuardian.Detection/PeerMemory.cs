using TrafficGuardian.Detection.Scanning;

namespace TrafficGuardian.Detection;

/// <summary>
/// What is remembered of one client and one destination from message to message: the ends of what was sent of late, and digests of
/// the tools that the destination offered. Bounded; holds no text but those ends; thread-safe.
/// </summary>
public sealed class PeerMemory
{
    /// <summary>About how many bytes it takes.</summary>
    public const int Footprint = SentTails.Footprint + (MostListings * 2 * 16);

    private const int MostListings = 16;

    private readonly Lock _lock = new();
    private readonly List<(UInt128 Names, UInt128 Descriptions)> _listings = [];

    /// <param name="client">What is remembered of the client, shared by all its destinations; without it, one of its own.</param>
    public PeerMemory(ClientMemory? client = null) => Client = client ?? new ClientMemory();

    /// <summary>What is remembered of the client.</summary>
    public ClientMemory Client { get; }

    internal SentTails Sent { get; } = new();

    /// <summary>Wipes everything but what is remembered of the client.</summary>
    public void Clear()
    {
        Sent.Clear();
        lock (_lock)
            _listings.Clear();
    }

    /// <summary>Notes what is said of a set of tools.</summary>
    /// <returns>Whether something else was said of the same tools before.</returns>
    internal bool IsChange(UInt128 names, UInt128 descriptions)
    {
        lock (_lock)
        {
            var known = _listings.FindIndex(l => l.Names == names);
            var isChange = known >= 0 && _listings[known].Descriptions != descriptions;
            if (known >= 0)
                _listings.RemoveAt(known);
            else if (_listings.Count == MostListings)
                _listings.RemoveAt(0);
            _listings.Add((names, descriptions));
            return isChange;
        }
    }
}
