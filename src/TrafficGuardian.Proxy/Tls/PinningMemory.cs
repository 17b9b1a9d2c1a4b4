using System.Net;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>
/// Remembers which clients reject our certificate for which hosts, so that a client that pins its server's works all the same.
/// A host that once took content from a client through us stays open for it: rejecting is then no way to blind the monitor.
/// Bounded; what was used longest ago goes first. Thread-safe.
/// </summary>
internal sealed class PinningMemory(TimeProvider time)
{
    /// <summary>How long a host is left alone.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromHours(1);

    /// <summary>Connections closed without a word, one after the other, that count as a rejection: clients close for other reasons too.</summary>
    public const int SilentRejections = 3;

    private const int MaxHosts = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<(IPAddress Client, string Host, int Port), LinkedListNode<Entry>> _byHost = [];
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>What is left alone now.</summary>
    public IReadOnlyList<BypassedHost> Bypassed
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                return [.. _byUse.Where(entry => entry.Until > now)
                    .Select(entry => new BypassedHost(entry.Key.Client, entry.Key.Host, entry.Key.Port, entry.Until))];
            }
        }
    }

    public bool IsBypassed(IPAddress client, string host, int port)
    {
        lock (_lock)
            return _byHost.TryGetValue((client, host, port), out var node) && node.Value.Until > time.GetUtcNow();
    }

    /// <summary>The client sent content through us to this host.</summary>
    public void Accepted(IPAddress client, string host, int port)
    {
        lock (_lock)
        {
            var entry = Use((client, host, port));
            entry.HasAccepted = true;
            entry.Rejections = 0;
        }
    }

    /// <summary>The client would have none of our certificate.</summary>
    /// <param name="client">The client.</param>
    /// <param name="host">The host as the client named it.</param>
    /// <param name="port">The port.</param>
    /// <param name="said">It said so; otherwise it closed without a word before it sent any content.</param>
    /// <returns>Whether the host is left alone from now on.</returns>
    public bool Rejected(IPAddress client, string host, int port, bool said)
    {
        lock (_lock)
        {
            var entry = Use((client, host, port));
            if (entry.HasAccepted)
                return false;
            entry.Rejections += said ? SilentRejections : 1;
            if (entry.Rejections < SilentRejections)
                return false;
            entry.Rejections = 0;
            entry.Until = time.GetUtcNow() + Duration;
            return true;
        }
    }

    private Entry Use((IPAddress, string, int) key)
    {
        if (_byHost.TryGetValue(key, out var known))
        {
            _byUse.Remove(known);
            _byUse.AddFirst(known);
            return known.Value;
        }

        _byHost[key] = _byUse.AddFirst(new Entry(key));
        if (_byHost.Count > MaxHosts && _byUse.Last is { } oldest)
        {
            _byUse.RemoveLast();
            _byHost.Remove(oldest.Value.Key);
        }

        return _byUse.First!.Value;
    }

    private sealed class Entry((IPAddress Client, string Host, int Port) key)
    {
        public (IPAddress Client, string Host, int Port) Key => key;

        public bool HasAccepted { get; set; }

        public int Rejections { get; set; }

        public DateTimeOffset Until { get; set; }
    }
}
