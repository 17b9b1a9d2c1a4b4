using System.Diagnostics.CodeAnalysis;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>A bounded number of things by name; the one that was not asked for for longest gives way. Not thread-safe.</summary>
/// <param name="most">How many there are at most.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _known = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    public IEnumerable<TValue> All => _order.Select(static entry => entry.Value);

    /// <summary>Finds a thing, and makes it the newest.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        if (!_known.TryGetValue(key, out var node))
        {
            return false;
        }

        _order.Remove(node);
        _order.AddLast(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Adds a thing.</summary>
    /// <returns>The one that gave way for it, if one did.</returns>
    public TValue? Add(TKey key, TValue value)
    {
        TValue? oldest = default;
        if (_known.Count == most)
        {
            (var gone, oldest) = _order.First!.Value;
            _order.RemoveFirst();
            _known.Remove(gone);
        }

        _known.Add(key, _order.AddLast((key, value)));
        return oldest;
    }

    /// <summary>Puts another in the place of one that is there.</summary>
    public void Replace(TKey key, TValue value) => _known[key].Value = (key, value);

    public void Clear()
    {
        _order.Clear();
        _known.Clear();
    }
}
