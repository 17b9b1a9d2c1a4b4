using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>
/// A request's head, taken apart (RFC 9112 section 3). Holds places only; the bytes are given to each member anew.
/// </summary>
internal readonly struct RequestHead
{
    private readonly int _methodLength;
    private readonly int _lineLength;

    private RequestHead(ReadOnlySpan<byte> head, int start, int methodLength, int lineLength)
    {
        Start = start;
        _methodLength = methodLength;
        _lineLength = lineLength;
        MinorVersion = head[start + lineLength - 1] - '0';
        Fields = HeaderLines.Read(Lines(head));
        Framing = BodyFraming.OfRequest(Fields, MinorVersion);
        var method = Method(head);
        Kind = method.SequenceEqual("HEAD"u8) ? RequestKind.Head
            : method.SequenceEqual("CONNECT"u8) ? RequestKind.Connect
            : RequestKind.Other;
    }

    /// <summary>Where the request line begins, behind empty lines that came before it.</summary>
    public int Start { get; }

    public int MinorVersion { get; }

    public FramingFields Fields { get; }

    public BodyFraming Framing { get; }

    public RequestKind Kind { get; }

    public ReadOnlySpan<byte> Method(ReadOnlySpan<byte> head) => head.Slice(Start, _methodLength);

    public ReadOnlySpan<byte> Target(ReadOnlySpan<byte> head) => head[(Start + _methodLength + 1)..(Start + _lineLength - 9)];

    /// <summary>The request line with its CRLF.</summary>
    public ReadOnlySpan<byte> Line(ReadOnlySpan<byte> head) => head.Slice(Start, _lineLength + 2);

    /// <summary>The space before the version, the version and the CRLF.</summary>
    public ReadOnlySpan<byte> LineEnd(ReadOnlySpan<byte> head) => head.Slice(Start + _lineLength - 9, 11);

    /// <summary>Header lines and the empty line.</summary>
    public ReadOnlySpan<byte> Lines(ReadOnlySpan<byte> head) => head[(Start + _lineLength + 2)..];

    /// <param name="head">A complete head.</param>
    /// <param name="start">Where its request line begins.</param>
    /// <param name="request">The head, where its request line can be read in one way only.</param>
    public static bool TryParse(ReadOnlySpan<byte> head, int start, out RequestHead request)
    {
        request = default;
        var line = head[start..];
        line = line[..line.IndexOf("\r\n"u8)];
        if (!IsRequestLine(line))
            return false;

        request = new RequestHead(head, start, line.IndexOf((byte)' '), line.Length);
        return true;
    }

    /// <param name="line">A whole line without its CRLF.</param>
    public static bool IsRequestLine(ReadOnlySpan<byte> line)
    {
        var method = line.IndexOf((byte)' ');
        if (method <= 0 || line.Length < method + 11 || line[..method].IndexOfAnyExcept(TokenBytes.All) >= 0)
            return false;

        // One space before the version and none in the target: the version is always eight bytes.
        var version = line[^8..];
        var target = line[(method + 1)..^9];
        return line[^9] == ' ' && version.StartsWith("HTTP/1."u8) && char.IsAsciiDigit((char)version[7])
            && target.IndexOfAnyInRange((byte)0, (byte)' ') < 0 && !target.Contains((byte)0x7F);
    }
}
