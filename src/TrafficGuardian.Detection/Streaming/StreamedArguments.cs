namespace TrafficGuardian.Detection.Streaming;

/// <summary>The arguments of one call as they come in pieces: a JSON object, kept up to a limit, followed to its end.</summary>
internal sealed class StreamedArguments
{
    private const int Size = 8 * 1024;

    private readonly byte[] _bytes = new byte[Size];
    private readonly byte[] _name = new byte[64];
    private int _length;
    private int _nameLength;
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;
    private JsonUnescape _escape;

    public ulong Channel { get; private set; }

    public bool IsOpen { get; private set; }

    public ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

    public ReadOnlySpan<byte> Json => _bytes.AsSpan(0, _length);

    public void Begin(ulong channel, ReadOnlySpan<byte> name)
    {
        Clear();
        (Channel, IsOpen) = (channel, true);
        _nameLength = Math.Min(name.Length, _name.Length);
        name[.._nameLength].CopyTo(_name);
    }

    public void Clear()
    {
        _bytes.AsSpan(0, _length).Clear();
        (_length, _nameLength, _depth, _isInString, _isEscaped, IsOpen, _escape) = (0, 0, 0, false, false, false, default);
    }

    /// <summary>Adds a piece, in JSON's escapes.</summary>
    /// <returns>Whether the object is complete.</returns>
    public bool Add(ReadOnlySpan<byte> piece)
    {
        Span<byte> made = stackalloc byte[4];
        var isComplete = false;
        foreach (var b in piece)
        {
            if (_escape.IsOpen)
            {
                foreach (var c in made[.._escape.Take(b, made)])
                    isComplete |= Add(c);
            }
            else if (b == '\\')
            {
                _escape.Open();
            }
            else
            {
                _escape.Break();
                isComplete |= Add(b);
            }
        }

        return isComplete;
    }

    private bool Add(byte next)
    {
        if (_length < Size)
            _bytes[_length++] = next;
        if (_isEscaped)
            _isEscaped = false;
        else if (_isInString)
            (_isEscaped, _isInString) = (next == '\\', next != '"');
        else if (next == '"')
            _isInString = true;
        else if (next is (byte)'{' or (byte)'[')
            _depth++;
        else if (next is (byte)'}' or (byte)']')
            return --_depth == 0;
        return false;
    }
}
