using System.Text;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>The answers that are the proxy's own: one line of plain text, after which the connection closes.</summary>
internal static class Answer
{
    public static readonly byte[] NotForProxy = Make(
        "400 Bad Request", "this is a forward proxy: send absolute-form (http://host/path) or CONNECT requests");

    public static readonly byte[] Malformed = Make("400 Bad Request", "the request can't be read, or can be read in two ways");

    public static readonly byte[] BadTarget = Make("400 Bad Request", "the request target names no host and port that can be reached");

    public static readonly byte[] NotForRoute = Make(
        "400 Bad Request", "this address stands for one API: send requests for a path of it, and use the proxy's own address as a proxy");

    public static byte[] HeadTooSlow(TimeSpan limit) =>
        Make("408 Request Timeout", $"the request's head was not whole within {(int)limit.TotalSeconds} s");

    public static byte[] HeadTooLong(int limit) =>
        Make("431 Request Header Fields Too Large", $"the request's head is longer than {limit} bytes");

    public static byte[] Failed(UpstreamFailure failure) => failure.Kind switch
    {
        FailureKind.Timeout => Make("504 Gateway Timeout", Line(failure)),
        FailureKind.NotAllowed => Make("403 Forbidden", $"destination not allowed: {failure.Peer} {failure.Detail}"),
        FailureKind.Loop => Make("508 Loop Detected", $"loop: {failure.Peer} {failure.Detail}"),
        FailureKind.ProxyAuthentication => Make("407 Proxy Authentication Required", Line(failure), failure.Challenges),
        _ => Make("502 Bad Gateway", Line(failure)),
    };

    /// <summary>The answer to a HEAD request: the same without its text (RFC 9110 section 9.3.2).</summary>
    public static ReadOnlyMemory<byte> WithoutText(byte[] answer) =>
        answer.AsMemory(0, answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4);

    public static byte[] Established(int minorVersion) =>
        Encoding.ASCII.GetBytes($"HTTP/1.{Math.Min(minorVersion, 1)} 200 Connection established\r\n\r\n");

    private static string Line(UpstreamFailure failure)
    {
        var kind = failure.Kind == FailureKind.ProxyAuthentication ? "protocol" : failure.Kind.ToString().ToLowerInvariant();
        return $"{failure.Side} {kind}: {failure.Peer} {failure.Detail}";
    }

    private static byte[] Make(string status, string text, byte[]? lines = null)
    {
        var body = $"traffic-guardian: {text}\n";
        var head = $"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. lines ?? [], .. Encoding.ASCII.GetBytes("\r\n" + body)];
    }
}
