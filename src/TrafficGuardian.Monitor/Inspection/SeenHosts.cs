using System.Collections.Concurrent;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// The names of the hosts that were asked for since the start, and whether something of them was read. Bounded: what comes when it
/// is full is not kept, and that it was is told. Asked on the relay's threads, so a host that is known takes no lock.
/// </summary>
internal sealed class SeenHosts
{
    /// <summary>Most hosts that are kept.</summary>
    public const int Most = 1024;

    private const int LongestHost = 260;

    private readonly ConcurrentDictionary<string, bool> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private int _count;
    private volatile bool _isFull;

    /// <summary>Whether every host that was asked for is kept.</summary>
    public bool AreAll => !_isFull;

    /// <summary>Puts a host down.</summary>
    /// <param name="host">As the request named it.</param>
    /// <param name="withContent">Whether what passes is read.</param>
    public void Add(string host, bool withContent)
    {
        if (_hosts.TryGetValue(host, out var known))
        {
            if (withContent && !known)
            {
                _hosts[host] = true;
            }
        }
        else if (host.Length > LongestHost || Interlocked.Increment(ref _count) > Most)
        {
            _isFull = true;
        }
        else
        {
            _hosts[host] = withContent;
        }
    }

    /// <summary>The hosts, in order of their names.</summary>
    public IReadOnlyList<(string Host, bool WithContent)> All() =>
        [.. _hosts.Select(host => (host.Key, host.Value)).OrderBy(host => host.Key, StringComparer.Ordinal)];
}
