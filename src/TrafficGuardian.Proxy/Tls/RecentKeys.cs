using System.Diagnostics.CodeAnalysis;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>Values by key, as many as are used lately: the longest unused goes first. Not thread-safe.</summary>
/// <param name="capacity">Most that are kept; at least 1.</param>
internal sealed class RecentKeys<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : new()
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _byKey = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();

    /// <summary>All of them, the latest used first.</summary>
    public IEnumerable<(TKey Key, TValue Value)> All => _byUse;

    /// <summary>Looks without using.</summary>
    public bool TryFind(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _byKey.TryGetValue(key, out var node);
        value = found ? node!.Value.Value : default;
        return found;
    }

    /// <summary>The key's value, a new one where there is none.</summary>
    public TValue Use(TKey key)
    {
        if (_byKey.TryGetValue(key, out var known))
        {
            _byUse.Remove(known);
            _byUse.AddFirst(known);
            return known.Value.Value;
        }

        var added = _byUse.AddFirst((key, new TValue()));
        _byKey[key] = added;
        if (_byKey.Count > capacity && _byUse.Last is { } oldest)
        {
            _byUse.RemoveLast();
            _byKey.Remove(oldest.Value.Key);
        }

        return added.Value.Value;
    }
}
