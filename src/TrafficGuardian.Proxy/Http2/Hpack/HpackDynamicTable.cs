namespace TrafficGuardian.Proxy.Http2.Hpack;

/// <summary>The dynamic table (RFC 7541 section 2.3.2): newest first; the oldest leave when it is full.</summary>
internal sealed class HpackDynamicTable
{
    /// <summary>The size that both peers begin with (RFC 9113 section 6.5.2).</summary>
    public const int DefaultSize = 4096;

    private HpackEntry[] _ring = [];
    private int _oldest;
    private int _size;
    private int _maxSize = DefaultSize;

    public int Count { get; private set; }

    /// <param name="age">0 for the newest; less than <see cref="Count"/>.</param>
    public HpackEntry this[int age] => _ring[(_oldest + Count - 1 - age) % _ring.Length];

    /// <summary>Changes the size (RFC 7541 section 4.3).</summary>
    public void Resize(int maxSize)
    {
        _maxSize = maxSize;
        EvictTo(maxSize);
    }

    /// <summary>Adds the newest entry; one larger than the table empties it (RFC 7541 section 4.4).</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int size = HpackEntry.SizeOf(name, value);
        if (size > _maxSize)
        {
            EvictTo(0);
            return;
        }

        // The name may be a view of an entry that is about to leave: it is copied first.
        var entry = new HpackEntry(name, value);
        EvictTo(_maxSize - size);
        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_oldest + Count++) % _ring.Length] = entry;
        _size += size;
    }

    private void EvictTo(int size)
    {
        while (_size > size)
        {
            _size -= _ring[_oldest].Size;
            _ring[_oldest] = default;
            _oldest = (_oldest + 1) % _ring.Length;
            Count--;
        }
    }

    private void Grow()
    {
        var ring = new HpackEntry[Math.Max(16, Count * 2)];
        for (int i = 0; i < Count; i++)
        {
            ring[i] = _ring[(_oldest + i) % _ring.Length];
        }

        _ring = ring;
        _oldest = 0;
    }
}
