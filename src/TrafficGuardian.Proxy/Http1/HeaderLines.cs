using System.Text;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>Reads header lines for what decides framing (RFC 9112 sections 5 and 6). Never changes them.</summary>
internal static class HeaderLines
{
    /// <summary>The first line of <paramref name="lines"/> without its CRLF; <paramref name="lines"/> moves behind it.</summary>
    public static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> lines)
    {
        var end = lines.IndexOf("\r\n"u8);
        var line = end < 0 ? lines : lines[..end];
        lines = end < 0 ? [] : lines[(end + 2)..];
        return line;
    }

    /// <summary>A copy in which a CR stands before every LF.</summary>
    public static byte[] WithReturns(ReadOnlySpan<byte> lines)
    {
        var copy = new byte[lines.Length + lines.Count((byte)'\n')];
        var to = new SpanWriter(copy);
        while (lines.IndexOf((byte)'\n') is var end and >= 0)
        {
            to.Write(lines[..(end > 0 && lines[end - 1] == '\r' ? end - 1 : end)]);
            to.Write("\r\n"u8);
            lines = lines[(end + 1)..];
        }

        to.Write(lines);
        return copy[..to.Written];
    }

    /// <summary>Whether the line goes on with the value of the line before it (obs-fold, RFC 9112 section 5.2).</summary>
    public static bool IsFolded(ReadOnlySpan<byte> line) => line.Length > 0 && line[0] is (byte)' ' or (byte)'\t';

    /// <summary>Whether the line's name begins with <c>Proxy-</c>: it is meant for a proxy and goes no further.</summary>
    public static bool IsForProxy(ReadOnlySpan<byte> line) =>
        line.Length > 6 && Ascii.EqualsIgnoreCase(line[..6], "proxy-"u8);

    /// <param name="lines">Everything behind the start line.</param>
    public static FramingFields Read(ReadOnlySpan<byte> lines)
    {
        var fields = new FramingFields();
        var decides = false;
        var first = true;
        while (lines.Length > 0)
        {
            var line = Next(ref lines);
            if (line.IsEmpty)
                break;

            if (line.IndexOfAny((byte)'\r', (byte)'\0', (byte)'\n') >= 0)
                fields.Malformed = true;

            if (IsFolded(line))
            {
                fields.Malformed |= first;
                // A recipient that takes the folded line for a line of its own would see other framing.
                fields.Ambiguous |= decides || LooksLikeFraming(line);
            }
            else
            {
                decides = ReadLine(line, ref fields);
            }

            first = false;
        }

        return fields;
    }

    /// <returns>Whether the line decides framing.</returns>
    private static bool ReadLine(ReadOnlySpan<byte> line, ref FramingFields fields)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].IndexOfAnyInRange((byte)0, (byte)' ') >= 0)
        {
            fields.Malformed = true;
            fields.Ambiguous |= LooksLikeFraming(line);
            return false;
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        switch (name.Length)
        {
            case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                ReadLength(value, ref fields);
                return true;
            case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                ReadCodings(value, ref fields);
                return true;
            case 7 when Ascii.EqualsIgnoreCase(name, "upgrade"u8):
                fields.Upgrade = true;
                return true;
            default:
                fields.ProxyLines |= IsForProxy(line);
                return false;
        }
    }

    private static bool LooksLikeFraming(ReadOnlySpan<byte> line)
    {
        var trimmed = line.TrimStart("\0\t\n\v\f\r "u8);
        return StartsWith(trimmed, "content-length"u8) || StartsWith(trimmed, "transfer-encoding"u8);
    }

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);

    /// <summary>One number, repeated at most in the same value (RFC 9112 section 6.3, item 5).</summary>
    private static void ReadLength(ReadOnlySpan<byte> value, ref FramingFields fields)
    {
        while (true)
        {
            var comma = value.IndexOf((byte)',');
            var item = (comma < 0 ? value : value[..comma]).Trim(" \t"u8);
            if (!TryReadNumber(item, out var length) || (fields.ContentLength >= 0 && fields.ContentLength != length))
                fields.Ambiguous = true;
            else
                fields.ContentLength = length;

            if (comma < 0)
                return;
            value = value[(comma + 1)..];
        }
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        // 18 digits always fit a long; longer ones are no body that a connection can carry.
        if (digits.IsEmpty || digits.Length > 18 || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return false;

        foreach (var digit in digits)
            number = (number * 10) + (digit - '0');
        return true;
    }

    private static void ReadCodings(ReadOnlySpan<byte> value, ref FramingFields fields)
    {
        fields.TransferEncoding = true;
        while (true)
        {
            var comma = value.IndexOf((byte)',');
            var item = (comma < 0 ? value : value[..comma]).Trim(" \t"u8);

            // chunked must come last, so anything behind it contradicts it (RFC 9112 section 6.1).
            if (fields.Chunked || item.IsEmpty)
                fields.Ambiguous = true;
            fields.Chunked = Ascii.EqualsIgnoreCase(item, "chunked"u8);

            if (comma < 0)
                return;
            value = value[(comma + 1)..];
        }
    }
}
