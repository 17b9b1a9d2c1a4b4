using System.Text;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.WebSockets;

/// <summary>
/// Reads the values of a reply's <c>Sec-WebSocket-Extensions</c> lines, in order (RFC 6455 section 9.1, RFC 7692 section 7.1).
/// Lenient where peers may be: a doubtful reply must not keep messages from being read.
/// </summary>
internal struct ExtensionReader
{
    private bool _deflate;
    private bool _requestTakeover;
    private bool _responseTakeover;
    private bool _unknown;

    public readonly NegotiatedExtensions Read =>
        new(_deflate ? new WebSocketDeflate(_requestTakeover, _responseTakeover) : null, _unknown);

    /// <summary>A line goes on where its parts can't be told.</summary>
    public void AddUnreadable() => _unknown = true;

    /// <param name="value">The value of one line.</param>
    public void Add(ReadOnlySpan<byte> value)
    {
        var ofDeflate = false;
        var begins = true;
        while (!value.IsEmpty)
        {
            var end = EndOfPiece(value);
            var name = NameOf(value[..end]);
            if (begins)
                ofDeflate = Begin(name);
            else if (ofDeflate)
                TakeParameter(name);

            begins = end < value.Length && value[end] == ',';
            value = value[Math.Min(end + 1, value.Length)..];
        }
    }

    /// <returns>Whether the parameters that follow are to be read. Of two that are alike the first holds.</returns>
    private bool Begin(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return false;
        if (!Ascii.EqualsIgnoreCase(name, "permessage-deflate"u8))
        {
            _unknown = true;
            return false;
        }

        var isFirst = !_deflate;
        if (isFirst)
            _deflate = _requestTakeover = _responseTakeover = true;
        return isFirst;
    }

    private void TakeParameter(ReadOnlySpan<byte> name)
    {
        if (Ascii.EqualsIgnoreCase(name, "client_no_context_takeover"u8))
            _requestTakeover = false;
        else if (Ascii.EqualsIgnoreCase(name, "server_no_context_takeover"u8))
            _responseTakeover = false;
    }

    /// <summary>An extension's or a parameter's name, without the value that may follow it.</summary>
    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> piece)
    {
        var equals = piece.IndexOf((byte)'=');
        return (equals < 0 ? piece : piece[..equals]).Trim(" \t"u8);
    }

    /// <returns>Where the comma or semicolon stands that ends the first piece; the length where none does.</returns>
    private static int EndOfPiece(ReadOnlySpan<byte> value)
    {
        var quoted = false;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '"')
                quoted = !quoted;
            else if (quoted && value[i] == '\\')
                i++;
            else if (!quoted && value[i] is (byte)',' or (byte)';')
                return i;
        }

        return value.Length;
    }
}
