namespace TrafficGuardian.Detection.Streaming;

/// <summary>What a tool is called with: its name, and every text of its arguments with the key that it stands under. Bounded.</summary>
internal sealed class ToolCall
{
    /// <summary>Most bytes of one value that are kept.</summary>
    public const int LongestValue = 4096;

    private const int Size = 16 * 1024;
    private const int MostValues = 32;
    private const int LongestName = 128;

    private readonly byte[] _bytes = new byte[Size];
    private readonly (int KeyStart, int KeyLength, int Start, int Length)[] _values = new (int, int, int, int)[MostValues];
    private int _length;
    private int _nameLength;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Name => _bytes.AsSpan(0, _nameLength);

    /// <summary>Everything that is kept of the call, name first.</summary>
    public ReadOnlySpan<byte> All => _bytes.AsSpan(0, _length);

    public ReadOnlySpan<byte> Key(int index) => _bytes.AsSpan(_values[index].KeyStart, _values[index].KeyLength);

    public ReadOnlySpan<byte> Value(int index) => _bytes.AsSpan(_values[index].Start, _values[index].Length);

    /// <summary>Begins another call.</summary>
    public void Begin(ReadOnlySpan<byte> name)
    {
        Clear();
        _nameLength = Unescape(name[..Math.Min(name.Length, LongestName)], _bytes);
        _length = _nameLength;
    }

    /// <summary>Wipes the call.</summary>
    public void Clear()
    {
        _bytes.AsSpan(0, _length).Clear();
        (_length, _nameLength, Count) = (0, 0, 0);
    }

    /// <summary>Adds the texts of a value: its own, or of all that it holds.</summary>
    public void Add(JsonNodes nodes, ReadOnlySpan<byte> json, int node)
    {
        for (var i = node; i < nodes[node].Next; i++)
        {
            if (nodes[i].Kind == JsonNodeKind.Array)
                AddWords(nodes, json, i);
            else if (nodes[i].Kind is JsonNodeKind.String or JsonNodeKind.Bare)
                Add(KeyOf(nodes, json, i), nodes.Text(json, i));
        }
    }

    /// <summary>Adds a text.</summary>
    /// <param name="key">The key that it stands under.</param>
    /// <param name="value">The text, in JSON's escapes.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!TryStart(key, out var start))
            return;
        value = value[..Math.Min(value.Length, Math.Min(LongestValue, Size - _length))];
        End(start, key.Length, Unescape(value, _bytes.AsSpan(_length)));
    }

    // A command in an array, a word an element.
    private void AddWords(JsonNodes nodes, ReadOnlySpan<byte> json, int array)
    {
        var key = KeyOf(nodes, json, array);
        if (!TryStart(key, out var start))
            return;
        var from = _length;
        for (var i = array + 1; i < nodes[array].Next; i++)
        {
            var word = nodes[i].Kind == JsonNodeKind.String ? nodes.Text(json, i) : default;
            if (word.Length + 1 > Math.Min(Size - _length, LongestValue - (_length - from)))
                break;
            if (_length > from)
                _bytes[_length++] = (byte)' ';
            _length += Unescape(word, _bytes.AsSpan(_length));
        }

        var length = _length - from;
        _length = from;
        End(start, key.Length, length);
    }

    private bool TryStart(ReadOnlySpan<byte> key, out int start)
    {
        start = _length;
        if (Count == MostValues || key.Length > LongestName || Size - _length < key.Length)
            return false;
        key.CopyTo(_bytes.AsSpan(_length));
        _length += key.Length;
        return true;
    }

    private void End(int keyStart, int keyLength, int length)
    {
        _values[Count++] = (keyStart, keyLength, _length, length);
        _length += length;
    }

    private static ReadOnlySpan<byte> KeyOf(JsonNodes nodes, ReadOnlySpan<byte> json, int node)
    {
        while (node >= 0 && nodes[node].KeyLength == 0)
            node = nodes[node].Parent;
        return node < 0 ? default : nodes.Key(json, node);
    }

    // What comes out is never longer than what goes in.
    private static int Unescape(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var escape = default(JsonUnescape);
        Span<byte> made = stackalloc byte[4];
        var written = 0;
        foreach (var b in text)
        {
            if (escape.IsOpen)
            {
                var length = escape.Take(b, made);
                made[..length].CopyTo(output[written..]);
                written += length;
            }
            else if (b == '\\')
            {
                escape.Open();
            }
            else
            {
                escape.Break();
                output[written++] = b;
            }
        }

        return written;
    }
}
