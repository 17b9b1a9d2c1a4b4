using System.Buffers;

namespace TrafficGuardian.Proxy.Http2.Hpack;

/// <summary>
/// Decodes the header blocks of one direction of one connection (RFC 7541). Pure: a whole block in, fields out.
/// After a block that does not decode, or a list that its sink refused, the table no longer equals the peer's,
/// and the decoder is of no more use.
/// </summary>
internal sealed class HpackDecoder
{
    /// <summary>No table is followed beyond this size, whatever the peers agree on.</summary>
    public const int MaxTableSize = 65_536;

    private readonly HpackDynamicTable _table = new();
    private int _allowedTableSize = HpackDynamicTable.DefaultSize;
    private byte[] _scratch = [];
    private int _scratchUsed;

    /// <summary>
    /// The decoding peer's SETTINGS_HEADER_TABLE_SIZE. A smaller one takes effect with the size update that answers it
    /// (RFC 7541 section 4.2), and blocks coded before the encoder saw it may still be under way, so the largest counts.
    /// </summary>
    public void AllowTableSize(uint size) =>
        _allowedTableSize = Math.Max(_allowedTableSize, (int)Math.Min(size, MaxTableSize));

    /// <summary>Decodes one block, all its fragments joined.</summary>
    /// <returns>False where the block is malformed, or the sink refused the list.</returns>
    public bool TryDecode(ReadOnlySpan<byte> block, IHeaderSink sink)
    {
        _scratch = ArrayPool<byte>.Shared.Rent(HpackHuffman.MaxDecoded(block.Length));
        try
        {
            return TryFields(block, sink);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_scratch, clearArray: true);
            _scratch = [];
        }
    }

    private bool TryFields(ReadOnlySpan<byte> block, IHeaderSink sink)
    {
        // Size updates stand at the front of a block only (RFC 7541 section 4.2).
        while (!block.IsEmpty && (block[0] & 0xE0) == 0x20)
        {
            if (!TryResize(ref block))
            {
                return false;
            }
        }

        while (!block.IsEmpty)
        {
            bool ok = (block[0] & 0x80) != 0 ? TryIndexed(ref block, sink)
                : (block[0] & 0x40) != 0 ? TryLiteral(ref block, 6, sink)
                : (block[0] & 0x20) == 0 && TryLiteral(ref block, 4, sink);
            if (!ok)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>RFC 7541 section 6.3.</summary>
    private bool TryResize(ref ReadOnlySpan<byte> block)
    {
        if (!HpackInteger.TryRead(ref block, 5, out int size) || size > _allowedTableSize)
        {
            return false;
        }

        _table.Resize(size);
        return true;
    }

    /// <summary>RFC 7541 section 6.1.</summary>
    private bool TryIndexed(ref ReadOnlySpan<byte> block, IHeaderSink sink) =>
        HpackInteger.TryRead(ref block, 7, out int index)
        && TryEntry(index, out HpackEntry entry)
        && sink.Add(entry.Name, entry.Value);

    /// <summary>RFC 7541 section 6.2: a prefix of six bits says that the field enters the table, one of four that it does not.</summary>
    private bool TryLiteral(scoped ref ReadOnlySpan<byte> block, int prefixBits, IHeaderSink sink)
    {
        _scratchUsed = 0;
        if (!HpackInteger.TryRead(ref block, prefixBits, out int index))
        {
            return false;
        }

        HpackEntry entry = default;
        ReadOnlySpan<byte> name = default;
        if (index == 0 ? !TryString(ref block, out name) : !TryEntry(index, out entry))
        {
            return false;
        }

        name = index == 0 ? name : entry.Name;
        if (!TryString(ref block, out ReadOnlySpan<byte> value))
        {
            return false;
        }

        if (prefixBits == 6)
        {
            _table.Add(name, value);
        }

        return sink.Add(name, value);
    }

    /// <summary>RFC 7541 section 2.3.3: the static table first, then the dynamic one from its newest entry on.</summary>
    private bool TryEntry(int index, out HpackEntry entry)
    {
        entry = default;
        int age = index - HpackStaticTable.Count - 1;
        if (index == 0 || age >= _table.Count)
        {
            return false;
        }

        entry = age < 0 ? HpackStaticTable.Entry(index) : _table[age];
        return true;
    }

    /// <summary>RFC 7541 section 5.2. A Huffman-coded string is decoded into the scratch space.</summary>
    private bool TryString(scoped ref ReadOnlySpan<byte> block, out ReadOnlySpan<byte> text)
    {
        text = default;
        bool huffman = !block.IsEmpty && (block[0] & 0x80) != 0;
        if (!HpackInteger.TryRead(ref block, 7, out int length) || length > block.Length)
        {
            return false;
        }

        text = block[..length];
        block = block[length..];
        if (huffman)
        {
            Span<byte> free = _scratch.AsSpan(_scratchUsed);
            if (!HpackHuffman.TryDecode(text, free, out int written))
            {
                return false;
            }

            text = free[..written];
            _scratchUsed += written;
        }

        return true;
    }
}
