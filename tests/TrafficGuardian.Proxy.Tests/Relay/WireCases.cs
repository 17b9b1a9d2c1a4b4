namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>Everything that a message may look like and that must not be changed.</summary>
internal static class WireCases
{
    private const string Binary = "\0\x01\xff\r\n\r\n\x80GET http://x/ HTTP/1.1\r\n\r\n\xfe";

    public static readonly WireCase[] All =
    [
        Get("a plain GET"),
        Get("odd casing, repeats, order and empty values") with
        {
            Lines = "hOsT: {origin}\r\nX-B: 2\r\nx-a: 1\r\nX-B:\r\nX-b:2 \r\nACCEPT:\t*/*\r\nX-Empty: \r\n\r\n",
        },
        Get("folded lines") with { Lines = "Host: {origin}\r\nX-Folded: a\r\n  b\r\n\tc\r\nX-Next: d\r\n\r\n" },
        Get("a target that nobody may tidy up", "/a/../b%2Fc/./%7E?", "/a/../b%2Fc/./%7E?"),
        Get("a 9 KB target", "/" + new string('q', 9000), "/" + new string('q', 9000)),
        Get("a query without a path", "?q=1", "/?q=1"),
        Get("no path at all", "", "/"),
        Get("a fragment and raw bytes", "/\xe4?\xfc#x", "/\xe4?\xfc#x"),
        Get("a target that holds a URL", "/http://other/?u=http://other:1/", "/http://other/?u=http://other:1/"),
        new WireCase("OPTIONS without a path") { Line = "OPTIONS http://{origin} HTTP/1.1", ForwardedLine = "OPTIONS * HTTP/1.1" },
        new WireCase("OPTIONS with a path") { Line = "OPTIONS http://{origin}/ HTTP/1.1", ForwardedLine = "OPTIONS / HTTP/1.1" },
        new WireCase("another scheme casing and user information")
        {
            Line = "get HTTP://user:p%40ss@{origin}/x HTTP/1.1", ForwardedLine = "get /x HTTP/1.1",
        },
        Get("another Host than the target names") with { Lines = "Host: elsewhere.example:99\r\n\r\n" },
        Get("no Host at all") with { Lines = "X: y\r\n\r\n" },
        Get("an empty line before the request") with { Line = "\r\nGET http://{origin}/ HTTP/1.1", ForwardedLine = "\r\nGET / HTTP/1.1" },
        Get("lines for the proxy") with
        {
            Lines = "Proxy-Connection: keep-alive\r\nHost: {origin}\r\nproxy-authorization: Basic x\r\n folded\r\nX: y\r\nProxy-X:\r\n\r\n",
            ForwardedLines = "Host: {origin}\r\nX: y\r\n\r\n",
        },
        Post("a body with a length") with { Lines = Length(5), Body = "hello" },
        Post("a binary body") with { Lines = Length(Binary.Length), Body = Binary, Reply = $"HTTP/1.1 200 OK\r\ncontent-length:{Binary.Length}\r\n\r\n{Binary}", ReplyContent = Binary },
        Post("an empty body") with { Lines = Length(0) },
        Post("the same length twice") with { Lines = "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", Body = "hello" },
        Post("chunks with extensions and trailers") with
        {
            Lines = "Transfer-Encoding: Chunked\r\n\r\n",
            Body = "5;ext=\"a;b\"\r\nhello\r\n006  \r\n world\r\n0\r\nX-Sum: 1\r\nx-sum:2\r\n\r\n",
            Content = "hello world",
            Trailers = "X-Sum: 1\r\nx-sum:2\r\n",
        },
        Get("a body on a GET") with { Lines = Length(3), Body = "abc" },
        Get("chunks in the reply") with
        {
            Reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n1\r\na\r\nF;q\r\nbcdefghijklmnop\r\n00\r\nX: y\r\n\r\n",
            ReplyContent = "abcdefghijklmnop",
            Trailers = "X: y\r\n",
        },
        Get("a reply without a reason") with { Reply = "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok" },
        Get("odd reply lines") with { Reply = "HTTP/1.1 599 Odd  reason\r\nset-cookie: a\r\nSet-Cookie: b\r\nNo Name: x\r\nx:\r\nContent-Length: 2\r\n\r\nok" },
        Get("204 with a length") with { Reply = "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", ReplyContent = "" },
        Get("304 with a length") with { Reply = "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", ReplyContent = "" },
        new WireCase("HEAD")
        {
            Line = "HEAD http://{origin}/ HTTP/1.1", ForwardedLine = "HEAD / HTTP/1.1",
            Reply = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", ReplyContent = "",
        },
        Get("a reply until the close") with { Reply = "HTTP/1.1 200 OK\r\n\r\nall of\r\n\r\nthis", ReplyContent = "all of\r\n\r\nthis", Closes = true },
        Get("HTTP/1.0") with
        {
            Line = "GET http://{origin}/ HTTP/1.0", ForwardedLine = "GET / HTTP/1.0", Lines = "\r\n",
            Reply = "HTTP/1.0 200 OK\r\nServer: old\r\n\r\nold", ReplyContent = "old", Closes = true,
        },
        Get("lines for proxies in the reply") with
        {
            Reply = "HTTP/1.1 200 OK\r\nProxy-Authenticate: x\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nok",
        },
    ];

    private static string Length(int length) => $"Host: {{origin}}\r\nContent-Length: {length}\r\n\r\n";

    private static WireCase Get(string name, string behind = "/", string forwarded = "/") => new(name)
    {
        Line = $"GET http://{{origin}}{behind} HTTP/1.1",
        ForwardedLine = $"GET {forwarded} HTTP/1.1",
    };

    private static WireCase Post(string name) => new(name)
    {
        Line = "POST http://{origin}/p HTTP/1.1",
        ForwardedLine = "POST /p HTTP/1.1",
    };
}
