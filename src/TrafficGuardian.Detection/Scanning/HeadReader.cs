namespace TrafficGuardian.Detection.Scanning;

/// <summary>Takes a head in HTTP/1 form apart, forgiving whatever a peer may send.</summary>
internal ref struct HeadReader(ReadOnlySpan<byte> head)
{
    private readonly int _length = head.Length;
    private ReadOnlySpan<byte> _rest = head;

    /// <summary>Where in the head the current line begins.</summary>
    public int Start { get; private set; }

    /// <summary>The current line without its line end; a folded one (RFC 9112 section 5.2) with its continuations.</summary>
    public ReadOnlySpan<byte> Line { get; private set; }

    /// <summary>The name of a header line, empty where the line has none.</summary>
    public readonly ReadOnlySpan<byte> Name
    {
        get
        {
            var colon = Line.IndexOf((byte)':');
            return colon <= 0 ? default : Line[..colon].Trim(" \t"u8);
        }
    }

    /// <summary>Goes to the next line; false at the empty line or the end.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        Start = _length - _rest.Length;
        var length = LineLength(_rest);
        while (length < _rest.Length && _rest[length] is (byte)' ' or (byte)'\t')
            length += LineLength(_rest[length..]);
        Line = _rest[..length].TrimEnd("\r\n"u8);
        _rest = _rest[length..];
        return !Line.IsEmpty;
    }

    /// <summary>The target of a request line: what stands between its first and its last space.</summary>
    public static ReadOnlySpan<byte> Target(ReadOnlySpan<byte> requestLine)
    {
        var first = requestLine.IndexOf((byte)' ');
        var last = requestLine.LastIndexOf((byte)' ');
        if (first < 0)
            return requestLine;
        return (last > first && requestLine[last..].StartsWith(" HTTP/"u8) ? requestLine[(first + 1)..last] : requestLine[(first + 1)..]).Trim((byte)' ');
    }

    /// <summary>The value of a header line, without the space around it.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line) => line[(line.IndexOf((byte)':') + 1)..].Trim(" \t"u8);

    private static int LineLength(ReadOnlySpan<byte> text)
    {
        var feed = text.IndexOf((byte)'\n');
        return feed < 0 ? text.Length : feed + 1;
    }
}
