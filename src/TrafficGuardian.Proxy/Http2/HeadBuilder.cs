using System.Text;
using TrafficGuardian.Proxy.Http2.Hpack;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>
/// Writes a header list in HTTP/1 form. Nothing of the list is lost: a pseudo-field that has no place in the start line
/// becomes a line without its colon. Line breaks inside a field become spaces, so that a field stays one line.
/// </summary>
internal sealed class HeadBuilder(int maxBytes) : IHeaderSink
{
    private readonly ByteBuffer _pseudo = new();
    private readonly ByteBuffer _lines = new();
    private readonly ByteBuffer _head = new();
    private HeadKind _kind;
    private Range? _method;
    private Range? _path;
    private Range? _authority;
    private Range? _status;
    private bool _protocolIsWebSocket;

    /// <summary>A CONNECT (RFC 9113 section 8.5, RFC 8441): what follows is no HTTP message.</summary>
    public bool IsConnect => Value(_method).SequenceEqual("CONNECT"u8);

    /// <summary>A CONNECT that asks for a WebSocket connection (RFC 8441 section 5).</summary>
    public bool IsWebSocket => IsConnect && _protocolIsWebSocket;

    /// <summary>A final response that grants what was asked for.</summary>
    public bool IsSuccess => Value(_status) is [(byte)'2', _, _];

    /// <summary>An interim response: the final one is still to come (RFC 9110 section 15.2).</summary>
    public bool IsInterim => Value(_status) is [(byte)'1', _, _];

    /// <summary>Makes ready for a list.</summary>
    public void Begin(HeadKind kind)
    {
        Release();
        _kind = kind;
    }

    /// <summary>Forgets what was written, and holds no memory.</summary>
    public void Release()
    {
        _method = _path = _authority = _status = null;
        _protocolIsWebSocket = false;
        _pseudo.Release();
        _lines.Release();
        _head.Release();
    }

    public bool Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int line = name.Length + value.Length + ": \r\n"u8.Length;
        if (_pseudo.Length + _lines.Length + line > maxBytes)
        {
            return false;
        }

        if (name is not [(byte)':', ..])
        {
            AddLine(_lines, name, value);
        }
        else if (!TakePlace(name, value))
        {
            _protocolIsWebSocket |= name.SequenceEqual(":protocol"u8) && Ascii.EqualsIgnoreCase(value, "websocket"u8);
            AddLine(_lines, name[1..], value);
        }

        return true;
    }

    /// <summary>
    /// <c>GET /path HTTP/2</c> with the authority as <c>host</c> line, or <c>HTTP/2 200</c>, then the fields and an empty
    /// line; of trailers the lines alone. Valid until <see cref="Release"/>.
    /// </summary>
    public ReadOnlySpan<byte> Written()
    {
        if (_kind == HeadKind.Trailers)
        {
            return _lines.Written;
        }

        if (_kind == HeadKind.Request)
        {
            _head.Append(Value(_method));
            _head.Append(" "u8);
            _head.Append(Value(_path ?? _authority));
            _head.Append(" HTTP/2\r\n"u8);
            if (_authority is not null)
            {
                AddLine(_head, "host"u8, Value(_authority));
            }
        }
        else
        {
            _head.Append("HTTP/2 "u8);
            _head.Append(Value(_status));
            _head.Append("\r\n"u8);
        }

        _head.Append(_lines.Written);
        _head.Append("\r\n"u8);
        return _head.Written;
    }

    private bool TakePlace(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => _kind switch
    {
        HeadKind.Request => name switch
        {
            _ when name.SequenceEqual(":method"u8) => Take(ref _method, value),
            _ when name.SequenceEqual(":path"u8) => Take(ref _path, value),
            _ when name.SequenceEqual(":authority"u8) => Take(ref _authority, value),
            _ => name.SequenceEqual(":scheme"u8) && (value.SequenceEqual("http"u8) || value.SequenceEqual("https"u8)),
        },
        HeadKind.Response => name.SequenceEqual(":status"u8) && Take(ref _status, value),
        _ => false,
    };

    private bool Take(ref Range? place, ReadOnlySpan<byte> value)
    {
        if (place is not null)
        {
            return false;
        }

        int start = _pseudo.Length;
        AppendOneLine(_pseudo, value);
        place = start.._pseudo.Length;
        return true;
    }

    private ReadOnlySpan<byte> Value(Range? place) => place is { } range ? _pseudo.Written[range] : default;

    private static void AddLine(ByteBuffer buffer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        AppendOneLine(buffer, name);
        buffer.Append(": "u8);
        AppendOneLine(buffer, value);
        buffer.Append("\r\n"u8);
    }

    private static void AppendOneLine(ByteBuffer buffer, ReadOnlySpan<byte> text)
    {
        Span<byte> copy = buffer.Extend(text.Length);
        text.CopyTo(copy);
        foreach (byte lineBreak in "\r\n\0"u8)
        {
            copy.Replace(lineBreak, (byte)' ');
        }
    }
}
