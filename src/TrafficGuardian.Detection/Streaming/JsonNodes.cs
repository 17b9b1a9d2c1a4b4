using System.Buffers;

namespace TrafficGuardian.Detection.Streaming;

/// <summary>
/// Takes a small JSON text apart into a flat list of its values, in order, each before those that it holds. Whatever is wrong or
/// cut off ends the list; it never throws. Bounded in depth and number.
/// </summary>
internal sealed class JsonNodes
{
    private const int MostNodes = 1024;
    private const int Deepest = 32;

    private static readonly SearchValues<byte> EndsOfBare = SearchValues.Create(",}] \n\r\t:"u8);

    private readonly JsonNode[] _nodes = new JsonNode[MostNodes];
    private readonly int[] _open = new int[Deepest];
    private int _depth;
    private int _keyStart;
    private int _keyLength;
    private bool _hasKey;

    public int Count { get; private set; }

    public ref readonly JsonNode this[int index] => ref _nodes[index];

    /// <summary>Forgets everything.</summary>
    public void Clear() => (Count, _depth, _hasKey) = (0, 0, false);

    public void Parse(ReadOnlySpan<byte> json)
    {
        Clear();
        for (var at = 0; at < json.Length && Count < MostNodes;)
        {
            switch (json[at])
            {
                case (byte)'{' or (byte)'[':
                    if (!Open(json[at] == '{' ? JsonNodeKind.Object : JsonNodeKind.Array, at))
                        at = json.Length;
                    at++;
                    break;
                case (byte)'}' or (byte)']':
                    Close();
                    at++;
                    break;
                case (byte)'"':
                    at = String(json, at + 1);
                    break;
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)':':
                    at++;
                    break;
                default:
                    at = Bare(json, at);
                    break;
            }
        }

        while (_depth > 0)
            Close();
    }

    /// <summary>The value under a key; -1 where there is none.</summary>
    public int Child(ReadOnlySpan<byte> json, int parent, ReadOnlySpan<byte> key)
    {
        if (parent < 0)
            return -1;
        for (var i = parent + 1; i < _nodes[parent].Next; i = _nodes[i].Next)
        {
            if (Key(json, i).SequenceEqual(key))
                return i;
        }

        return -1;
    }

    public ReadOnlySpan<byte> Key(ReadOnlySpan<byte> json, int node) => json.Slice(_nodes[node].KeyStart, _nodes[node].KeyLength);

    /// <summary>A string as it stands; empty where the node is none.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, int node) =>
        node >= 0 && _nodes[node].Kind is JsonNodeKind.String or JsonNodeKind.Bare ? json.Slice(_nodes[node].Start, _nodes[node].Length) : default;

    private bool Open(JsonNodeKind kind, int at)
    {
        if (_depth == Deepest)
            return false;
        _open[_depth] = Add(kind, at, 0);
        _depth++;
        return true;
    }

    private void Close()
    {
        if (_depth == 0)
            return;
        var index = _open[--_depth];
        _nodes[index] = _nodes[index] with { Next = Count };
        _hasKey = false;
    }

    private int String(ReadOnlySpan<byte> json, int start)
    {
        var at = start;
        while (at < json.Length)
        {
            var step = json[at..].IndexOfAny((byte)'"', (byte)'\\');
            at = step < 0 ? json.Length : at + step;
            if (at >= json.Length || json[at] == '"')
                break;
            at += 2;
        }

        at = Math.Min(at, json.Length);
        if (_depth > 0 && _nodes[_open[_depth - 1]].Kind == JsonNodeKind.Object && !_hasKey)
            (_keyStart, _keyLength, _hasKey) = (start, at - start, true);
        else
            Add(JsonNodeKind.String, start, at - start);
        return at + 1;
    }

    private int Bare(ReadOnlySpan<byte> json, int start)
    {
        var length = json[start..].IndexOfAny(EndsOfBare);
        length = Math.Max(1, length < 0 ? json.Length - start : length);
        Add(JsonNodeKind.Bare, start, length);
        return start + length;
    }

    private int Add(JsonNodeKind kind, int start, int length)
    {
        var (keyStart, keyLength) = _hasKey ? (_keyStart, _keyLength) : (0, 0);
        _hasKey = false;
        _nodes[Count] = new JsonNode(kind, keyStart, keyLength)
        {
            Parent = _depth == 0 ? -1 : _open[_depth - 1],
            Start = start,
            Length = length,
            Next = Count + 1,
        };
        return Count++;
    }
}
