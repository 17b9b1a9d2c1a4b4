using System.Text;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>
/// Writes a request's head as the next hop must get it. The request line may be brought to origin form, lines for
/// proxies are dropped, a route names its own host; every other byte stays as it was sent.
/// </summary>
/// <param name="ToProxy">The next hop is an HTTP proxy: the target stays as it is.</param>
/// <param name="PassClientCredentials">The client's own <c>Proxy-Authorization</c> line is kept.</param>
/// <param name="CredentialsLine">A line to add, CRLF included; may be empty.</param>
internal sealed record ForwardedHead(bool ToProxy, bool PassClientCredentials, byte[] CredentialsLine)
{
    /// <summary>To an origin server.</summary>
    public static readonly ForwardedHead ToOrigin = new(ToProxy: false, PassClientCredentials: false, []);

    /// <summary>What stands for the first <c>Host</c> line, CRLF included; empty where that stays as it is.</summary>
    private byte[] HostLine { get; init; } = [];

    /// <summary>What is put before the target's path.</summary>
    private byte[] BasePath { get; init; } = [];

    /// <summary>To the API that a route stands for.</summary>
    public static ForwardedHead ToRoute(ProxyRoute route) => ToOrigin with
    {
        HostLine = Encoding.ASCII.GetBytes($"Host: {route.HostAndPort}\r\n"),
        BasePath = Encoding.ASCII.GetBytes(route.BasePath),
    };

    /// <summary>To an HTTP proxy, with <c>user:password</c> or null (RFC 7617).</summary>
    public static ForwardedHead ToHttpProxy(string? credentials, bool passClientCredentials) =>
        new(ToProxy: true, passClientCredentials, credentials is null ? [] : Basic(credentials));

    /// <summary>Room that a head of this length may need.</summary>
    public int MaxLength(int headLength) => headLength + 1 + CredentialsLine.Length + HostLine.Length + BasePath.Length;

    /// <returns>Bytes written.</returns>
    public int Write(in RequestHead request, ReadOnlySpan<byte> head, Span<byte> destination)
    {
        var to = new SpanWriter(destination);
        to.Write(head[..request.Start]);
        WriteRequestLine(request, head, ref to);

        var lines = request.Lines(head);
        if (request.Fields.ProxyLines || CredentialsLine.Length > 0 || HostLine.Length > 0)
            WriteLines(lines, ref to);
        else
            to.Write(lines);
        return to.Written;
    }

    /// <summary>A CONNECT of our own, with what of a request's lines the proxy must get.</summary>
    public byte[] Connect(string destination, ReadOnlySpan<byte> lines)
    {
        var written = new byte[lines.Length + CredentialsLine.Length + (2 * destination.Length) + 64];
        var to = new SpanWriter(written);
        to.Write(Encoding.ASCII.GetBytes($"CONNECT {destination} HTTP/1.1\r\nHost: {destination}\r\n"));
        while (PassClientCredentials && HeaderLines.Next(ref lines) is { IsEmpty: false } line)
        {
            if (!IsCredentials(line))
                continue;
            to.Write(line);
            to.Write("\r\n"u8);
        }

        to.Write(CredentialsLine);
        to.Write("\r\n"u8);
        return written[..to.Written];
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
        if (target.Form != TargetForm.Origin)
            to.Write(target.OriginPrefix(method));
        else if (target.Rest[0] == '/')
            to.Write(BasePath);
        to.Write(target.Rest);
        to.Write(request.LineEnd(head));
    }

    private void WriteLines(ReadOnlySpan<byte> lines, ref SpanWriter to)
    {
        var dropped = false;
        var hostLine = HostLine;
        while (true)
        {
            var rest = lines;
            var line = HeaderLines.Next(ref rest);
            if (line.IsEmpty)
                break;

            // A folded line goes where the line before it went.
            if (!HeaderLines.IsFolded(line))
                dropped = HeaderLines.IsForProxy(line) && !(PassClientCredentials && IsCredentials(line));
            if (hostLine.Length > 0 && IsNamed(line, "host:"u8))
            {
                to.Write(hostLine);
                hostLine = [];
                dropped = true;
            }

            if (!dropped)
                to.Write(lines[..(line.Length + 2)]);
            lines = rest;
        }

        to.Write(CredentialsLine);
        to.Write("\r\n"u8);
    }

    private static bool IsCredentials(ReadOnlySpan<byte> line) => IsNamed(line, "proxy-authorization:"u8);

    private static bool IsNamed(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);

    private static byte[] Basic(string credentials) =>
        Encoding.ASCII.GetBytes($"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}\r\n");
}
