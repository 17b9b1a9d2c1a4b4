namespace TrafficGuardian.Proxy.Http1;

/// <summary>A response's first line (RFC 9112 section 4).</summary>
internal readonly record struct StatusLine(int MinorVersion, int Code)
{
    public static bool TryParse(ReadOnlySpan<byte> line, out StatusLine status)
    {
        status = default;
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ' || (line.Length > 12 && line[12] != ' '))
            return false;
        if (!char.IsAsciiDigit((char)line[7]) || line[9..12].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return false;

        var code = ((line[9] - '0') * 100) + ((line[10] - '0') * 10) + (line[11] - '0');
        status = new StatusLine(line[7] - '0', code);
        return code >= 100;
    }
}
