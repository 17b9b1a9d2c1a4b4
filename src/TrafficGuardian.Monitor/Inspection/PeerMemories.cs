using TrafficGuardian.Detection;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// What is remembered of each client and destination, so that a secret that is cut in several messages is found, and a server that
/// changes what it says of its tools. Bounded: the pair that was silent for longest is forgotten first, and wiped. Thread-safe.
/// </summary>
internal sealed class PeerMemories
{
    /// <summary>Most bytes that all of it takes, about.</summary>
    private const int MostBytes = 1 << 20;

    private const int MostPairs = MostBytes / PeerMemory.Footprint;

    private readonly Lock _lock = new();
    private readonly Dictionary<Pair, LinkedListNode<(Pair Pair, PeerMemory Memory)>> _known = [];
    private readonly LinkedList<(Pair Pair, PeerMemory Memory)> _order = new();

    /// <summary>What is remembered of a message's client and destination.</summary>
    public PeerMemory Of(MessageContext context)
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
                node = new((pair, _known.Count < MostPairs ? new PeerMemory() : ForgetOldest()));
                _known.Add(pair, node);
            }

            _order.AddLast(node);
            return node.Value.Memory;
        }
    }

    /// <summary>Wipes everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var (_, memory) in _order)
            {
                memory.Clear();
            }

            _order.Clear();
            _known.Clear();
        }
    }

    // A scan that still uses it goes on with an object of its own.
    private PeerMemory ForgetOldest()
    {
        var (pair, memory) = _order.First!.Value;
        _order.RemoveFirst();
        _known.Remove(pair);
        memory.Clear();
        return new PeerMemory();
    }

    private readonly record struct Pair(string Source, string Destination);
}
