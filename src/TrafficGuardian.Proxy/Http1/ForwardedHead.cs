using System.Text;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>
/// Writes a request's head as the next hop must get it. The request line may be brought to origin form, lines for
/// proxies are dropped; every other byte stays as it was sent.
/// </summary>
/// <param name="ToProxy">The next hop is an HTTP proxy: the target stays as it is.</param>
/// <param name="PassClientCredentials">The client's own <c>Proxy-Authorization</c> line is kept.</param>
/// <param name="CredentialsLine">A line to add, CRLF included; may be empty.</param>
internal sealed record ForwardedHead(bool ToProxy, bool PassClientCredentials, byte[] CredentialsLine)
{
    /// <summary>To an origin server.</summary>
    public static readonly ForwardedHead ToOrigin = new(ToProxy: false, PassClientCredentials: false, []);

    /// <summary>To an HTTP proxy, with <c>user:password</c> or null (RFC 7617).</summary>
    public static ForwardedHead ToHttpProxy(string? credentials, bool passClientCredentials) =>
        new(ToProxy: true, passClientCredentials, credentials is null ? [] : Basic(credentials));

    /// <summary>Room that a head of this length may need.</summary>
    public int MaxLength(int headLength) => headLength + 1 + CredentialsLine.Length;

    /// <returns>Bytes written.</returns>
    public int Write(in RequestHead request, ReadOnlySpan<byte> head, Span<byte> destination)
    {
        var to = new SpanWriter(destination);
        to.Write(head[..request.Start]);
        WriteRequestLine(request, head, ref to);

        var lines = request.Lines(head);
        if (request.Fields.ProxyLines || CredentialsLine.Length > 0)
            WriteLines(lines, ref to);
        else
            to.Write(lines);
        return to.Written;
    }

    private void WriteRequestLine(in RequestHead request, ReadOnlySpan<byte> head, ref SpanWriter to)
    {
        if (ToProxy)
        {
            to.Write(request.Line(head));
            return;
        }

        var method = request.Method(head);
        var target = RequestTarget.Parse(request.Target(head));
        to.Write(method);
        to.Write(" "u8);
        to.Write(target.OriginPrefix(method));
        to.Write(target.Rest);
        to.Write(request.LineEnd(head));
    }

    private void WriteLines(ReadOnlySpan<byte> lines, ref SpanWriter to)
    {
        var dropped = false;
        while (true)
        {
            var rest = lines;
            var line = HeaderLines.Next(ref rest);
            if (line.IsEmpty)
                break;

            // A folded line goes where the line before it went.
            if (!HeaderLines.IsFolded(line))
                dropped = HeaderLines.IsForProxy(line) && !(PassClientCredentials && IsCredentials(line));
            if (!dropped)
                to.Write(lines[..(line.Length + 2)]);
            lines = rest;
        }

        to.Write(CredentialsLine);
        to.Write("\r\n"u8);
    }

    private static bool IsCredentials(ReadOnlySpan<byte> line)
    {
        var name = "proxy-authorization:"u8;
        return line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
    }

    private static byte[] Basic(string credentials) =>
        Encoding.ASCII.GetBytes($"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}\r\n");
}
