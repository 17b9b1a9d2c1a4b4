using TrafficGuardian.Detection;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// What is remembered of each client and destination, so that a secret that is cut in several messages is found, and a server that
/// changes what it says of its tools; and of each client, so that steps that lead to an attack are. Bounded: what was silent for
/// longest is forgotten first, and wiped. Thread-safe.
/// </summary>
internal sealed class PeerMemories
{
    /// <summary>Most bytes that pairs take, and that clients take, about.</summary>
    private const int MostBytes = 1 << 20;
    private const int MostClientBytes = 1 << 19;

    private readonly Lock _lock = new();
    private readonly RecentlyUsed<Pair, PeerMemory> _pairs = new(MostBytes / PeerMemory.Footprint);
    private readonly RecentlyUsed<string, ClientMemory> _clients = new(MostClientBytes / ClientMemory.Footprint);

    /// <summary>What is remembered of a message's client and destination.</summary>
    public PeerMemory Of(MessageContext context)
    {
        var pair = new Pair(context.Source, context.Destination);
        lock (_lock)
        {
            var client = ClientOf(context.Source);
            if (_pairs.TryGet(pair, out var memory) && memory.Client == client)
            {
                return memory;
            }

            // A scan that still uses the one that gives way goes on with an object of its own.
            var made = new PeerMemory(client);
            if (memory is null)
            {
                _pairs.Add(pair, made)?.Clear();
                return made;
            }

            _pairs.Replace(pair, made);
            memory.Clear();
            return made;
        }
    }

    /// <summary>Wipes everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var memory in _pairs.All)
            {
                memory.Clear();
            }

            foreach (var memory in _clients.All)
            {
                memory.Clear();
            }

            _pairs.Clear();
            _clients.Clear();
        }
    }

    private ClientMemory ClientOf(string source)
    {
        if (!_clients.TryGet(source, out var client))
        {
            client = new ClientMemory();
            _clients.Add(source, client)?.Clear();
        }

        return client;
    }

    private readonly record struct Pair(string Source, string Destination);
}
