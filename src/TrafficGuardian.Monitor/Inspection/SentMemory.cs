using TrafficGuardian.Detection;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// What each client sent to each destination of late, so that a secret that is cut in several messages is found. Bounded: the
/// pair that was silent for longest is forgotten first, and wiped. Thread-safe.
/// </summary>
internal sealed class SentMemory
{
    /// <summary>Most bytes that all of it takes, about.</summary>
    private const int MostBytes = 1 << 20;

    private const int MostPairs = MostBytes / SentTails.Footprint;

    private readonly Lock _lock = new();
    private readonly Dictionary<Pair, LinkedListNode<(Pair Pair, SentTails Tails)>> _known = [];
    private readonly LinkedList<(Pair Pair, SentTails Tails)> _order = new();

    /// <summary>What the client of a message sent to its destination.</summary>
    public SentTails Of(MessageContext context)
    {
        var pair = new Pair(context.Source, context.Destination);
        lock (_lock)
        {
            if (_known.TryGetValue(pair, out var node))
            {
                _order.Remove(node);
            }
            else
            {
                node = new((pair, _known.Count < MostPairs ? new SentTails() : ForgetOldest()));
                _known.Add(pair, node);
            }

            _order.AddLast(node);
            return node.Value.Tails;
        }
    }

    /// <summary>Wipes everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var (_, tails) in _order)
            {
                tails.Clear();
            }

            _order.Clear();
            _known.Clear();
        }
    }

    // A scan that still uses it goes on with an object of its own.
    private SentTails ForgetOldest()
    {
        var (pair, tails) = _order.First!.Value;
        _order.RemoveFirst();
        _known.Remove(pair);
        tails.Clear();
        return new SentTails();
    }

    private readonly record struct Pair(string Source, string Destination);
}
