using System.Text;
using TrafficGuardian.Proxy.Http1;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>Asks an upstream HTTP proxy for a tunnel (RFC 9110 section 9.3.6).</summary>
internal sealed class HttpProxyHandshake(Link link, UpstreamProxy proxy, int maxHeadBytes)
{
    private const int AuthenticationRequired = 407;

    /// <param name="connectHead">The CONNECT request.</param>
    /// <returns>Null where the tunnel is open; bytes behind the answer are left unread on the link.</returns>
    public async Task<UpstreamFailure?> RunAsync(ReadOnlyMemory<byte> connectHead)
    {
        if (!await link.SendAsync(connectHead))
            return Failed("closed the connection");

        var finder = default(HeadFinder);
        while (true)
        {
            var status = finder.Find(link.Unread.Span, maxHeadBytes, out var length);
            if (status == HeadStatus.NeedMore)
            {
                if (await link.ReceiveAsync() <= 0)
                    return Failed("closed the connection");
                continue;
            }

            if (status != HeadStatus.Complete || !TryRead(link.Unread.Span[finder.Start..length], out var code, out var challenges))
                return Failed("gave no HTTP answer to CONNECT");
            if (code is >= 200 and < 300)
            {
                link.Consume(length);
                return null;
            }

            if (code >= 300)
                return Refused(code, challenges);

            link.Consume(length);
            finder = default;
        }
    }

    private UpstreamFailure Refused(int code, byte[] challenges) =>
        code == AuthenticationRequired && proxy.PassClientCredentials
            ? Failed("wants credentials") with { Kind = FailureKind.ProxyAuthentication, Challenges = challenges }
            : Failed($"answered CONNECT with {code}");

    private UpstreamFailure Failed(string detail) => new(FailureKind.Protocol, $"{proxy.Host}:{proxy.Port}", detail);

    private static bool TryRead(ReadOnlySpan<byte> head, out int code, out byte[] challenges)
    {
        challenges = [];
        var parsed = StatusLine.TryParse(HeaderLines.Next(ref head), out var status);
        code = status.Code;
        if (!parsed || code != AuthenticationRequired)
            return parsed;

        var kept = new List<byte>();
        while (head.Length > 0)
        {
            var line = HeaderLines.Next(ref head);
            if (line.Length > 19 && Ascii.EqualsIgnoreCase(line[..19], "proxy-authenticate:"u8))
                kept.AddRange([.. line, (byte)'\r', (byte)'\n']);
        }

        challenges = [.. kept];
        return true;
    }
}
