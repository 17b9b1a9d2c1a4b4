namespace TrafficGuardian.Detection.Streaming;

/// <summary>
/// Reads the answers to MCP's <c>tools/list</c> as they come, in JSON or in server-sent events, and tells of each listing what its
/// tools are called and what is said of them, as digests, and whether it holds words of orders.
/// </summary>
internal sealed class ToolListReader(Action<UInt128, UInt128, bool> listing)
{
    private const int LongestKey = 12;
    private const int ResultDepth = 2;
    private const int ListDepth = 3;
    private const int ToolDepth = 4;

    private readonly byte[] _key = new byte[LongestKey];
    private readonly ChainedDigest _names = new();
    private readonly ChainedDigest _descriptions = new();
    private readonly OrderWords _orders = new();
    private JsonUnescape _escape;
    private ulong _objects;
    private int _depth;
    private int _keyLength;
    private bool _expectsKey;
    private bool _isInside;
    private bool _isKey;
    private bool _isInResult;
    private bool _isInList;

    public void Begin()
    {
        EndList(tell: false);
        (_escape, _objects, _depth, _keyLength) = (default, 0, 0, 0);
        (_expectsKey, _isInside, _isInResult) = (false, false, false);
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[(_isInside ? ReadString(bytes) : ReadOutside(bytes))..];
    }

    private ReadOnlySpan<byte> Key => _key.AsSpan(0, Math.Min(_keyLength, LongestKey));

    private int ReadOutside(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            switch (bytes[i])
            {
                case (byte)'"':
                    (_isInside, _isKey) = (true, _expectsKey);
                    if (_isKey)
                        _keyLength = 0;
                    return i + 1;
                case (byte)'{' or (byte)'[':
                    Descend(bytes[i] == '{');
                    break;
                case (byte)'}' or (byte)']':
                    Ascend();
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

    private void Descend(bool isObject)
    {
        _objects = (_objects << 1) | (isObject ? 1UL : 0);
        _expectsKey = isObject;
        _depth++;
        if (_depth == ResultDepth)
            _isInResult = isObject && Key.SequenceEqual("result"u8);
        if (_depth == ListDepth && _isInResult && !isObject && Key.SequenceEqual("tools"u8))
            _isInList = true;
    }

    private void Ascend()
    {
        if (_depth == ListDepth)
            EndList(tell: true);
        _objects >>= 1;
        _depth = Math.Max(0, _depth - 1);
        _expectsKey = false;
        _keyLength = 0;
    }

    private void EndList(bool tell)
    {
        if (!_isInList)
            return;
        _isInList = false;
        var (names, descriptions, orders) = (_names.Take(), _descriptions.Take(), _orders.Take());
        if (tell)
            listing(names, descriptions, orders);
    }

    private int ReadString(ReadOnlySpan<byte> bytes)
    {
        Span<byte> made = stackalloc byte[4];
        var taken = _escape.Read(bytes, made, out var text, out var isClosed);
        Add(text);
        if (!isClosed)
            return taken;
        // What no text holds parts one value from the next.
        Add([0xFF]);
        _isInside = false;
        return taken;
    }

    private void Add(ReadOnlySpan<byte> part)
    {
        if (_isKey)
        {
            if (part is [0xFF])
                return;
            var kept = Math.Clamp(LongestKey - _keyLength, 0, part.Length);
            part[..kept].CopyTo(_key.AsSpan(Math.Min(_keyLength, LongestKey)));
            _keyLength += part.Length;
        }
        else if (_isInList)
        {
            if (_depth == ToolDepth && _keyLength == 4 && Key.SequenceEqual("name"u8))
                _names.Add(part);
            else if (_keyLength == 11 && Key.SequenceEqual("description"u8))
            {
                _descriptions.Add(part);
                _orders.Add(part);
            }
        }
    }
}
