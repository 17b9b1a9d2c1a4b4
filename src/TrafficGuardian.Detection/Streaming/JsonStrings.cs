namespace TrafficGuardian.Detection.Streaming;

/// <summary>Reads JSON as it comes, without keeping it, and hands on every string value. The elements of an array have its key.</summary>
internal sealed class JsonStrings(IStringSink sink)
{
    private const ulong FirstHash = 0xCBF2_9CE4_8422_2325;
    private const ulong HashPrime = 0x100_0000_01B3;

    private JsonUnescape _escape;
    private ulong _objects;
    private ulong _hash;
    private ulong _key;
    private bool _expectsKey;
    private bool _isInside;
    private bool _isKey;
    private bool _starts;

    public void Begin() => (_escape, _objects, _key, _expectsKey, _isInside) = (default, 0, FirstHash, false, false);

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[(_isInside ? ReadString(bytes) : ReadOutside(bytes))..];
    }

    /// <summary>What stands for a name.</summary>
    public static ulong KeyOf(ReadOnlySpan<byte> name)
    {
        var hash = FirstHash;
        foreach (var b in name)
            hash = (hash ^ b) * HashPrime;
        return hash;
    }

    private int ReadOutside(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            switch (bytes[i])
            {
                case (byte)'"':
                    (_isInside, _isKey, _starts, _hash) = (true, _expectsKey, true, FirstHash);
                    return i + 1;
                case (byte)'{':
                    // Deeper than 64 the oldest is forgotten; what is then taken for a key is only not looked at.
                    (_objects, _expectsKey) = ((_objects << 1) | 1, true);
                    break;
                case (byte)'[':
                    (_objects, _expectsKey) = (_objects << 1, false);
                    break;
                case (byte)'}' or (byte)']':
                    (_objects, _expectsKey) = (_objects >> 1, false);
                    break;
                case (byte)',':
                    _expectsKey = (_objects & 1) == 1;
                    break;
                case (byte)':':
                    _expectsKey = false;
                    break;
            }
        }

        return bytes.Length;
    }

    private int ReadString(ReadOnlySpan<byte> bytes)
    {
        Span<byte> made = stackalloc byte[4];
        var taken = _escape.Read(bytes, made, out var text, out var isClosed);
        Add(text);
        if (isClosed)
            (_isInside, _key) = (false, _isKey ? _hash : _key);
        return taken;
    }

    private void Add(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
            return;
        if (_isKey)
        {
            foreach (var b in part)
                _hash = (_hash ^ b) * HashPrime;
            return;
        }

        sink.Take(_key, part, _starts);
        _starts = false;
    }
}
