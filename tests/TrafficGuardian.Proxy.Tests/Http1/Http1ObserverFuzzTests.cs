using System.Net;
using System.Text;
using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Http1;

/// <summary>Damaged conversations, in damaged order: the observer may lose its way, but it says so, ends what it began, and never throws.</summary>
public sealed class Http1ObserverFuzzTests
{
    private const int Rounds = 4_000;

    private static readonly string[] Requests =
    [
        "GET /a HTTP/1.1\r\nHost: x\r\n\r\n",
        "HEAD /b HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /c HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
        "POST /d HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;e=1\r\nabc\r\n0\r\nT: v\r\n\r\n",
        "GET /e HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET /g HTTP/1.1\nHost: x\n\n",
        "GET /f HTTP/1.1\r\nUpgrade: websocket\r\n\r\n\x81\x85\0\0\0\0hello\x89\x80\x1\x2\x3\x4",
    ];

    private static readonly string[] Responses =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello\x01\x02he",
        "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        "HTTP/1.0 200 OK\r\n\r\nuntil the end",
    ];

    [Fact]
    public void No_damage_makes_it_throw_or_leave_an_exchange_open()
    {
        var random = new Random(9112);
        var webSockets = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var recorder = new RecordingObserver();
            var info = new ExchangeInfo(IPAddress.Loopback, "x", 80, WireProtocol.Http);
            var observer = new Http1Observer(new Conversation(recorder, new ProxyCounters()), info, 4_096);
            Play(observer, random, Damaged(Requests, random), Damaged(Responses, random));

            Assert.All(recorder.Exchanges, exchange =>
            {
                Assert.True(exchange.IsClosed, $"round {round}: never closed");
                Assert.True(exchange.Request.Mistakes + exchange.Response.Mistakes == 0, $"round {round}: told twice");
            });
            webSockets += recorder.WebSockets.Count;
            Assert.All(recorder.WebSockets, w => Assert.True(w.IsClosed && w.Mistakes == 0, $"round {round}: WebSocket"));
        }

        Assert.InRange(webSockets, 100, Rounds);
    }

    private static void Play(Http1Observer observer, Random random, byte[] down, byte[] up)
    {
        var (downAt, upAt) = (0, 0);
        while (downAt < down.Length || upAt < up.Length)
        {
            if (upAt == up.Length || (downAt < down.Length && random.Next(2) == 0))
            {
                observer.OnDownstream(Piece(down, ref downAt, random));
            }
            else
            {
                observer.OnUpstream(Piece(up, ref upAt, random));
            }
        }

        var clientFirst = random.Next(2) == 0;
        if (clientFirst)
            observer.OnDownstreamEnd(random.Next(2) == 0);
        observer.OnUpstreamEnd(random.Next(2) == 0);
        if (!clientFirst)
            observer.OnDownstreamEnd(random.Next(2) == 0);
    }

    private static ReadOnlySpan<byte> Piece(byte[] bytes, ref int at, Random random)
    {
        var length = Math.Min(random.Next(1, 40), bytes.Length - at);
        at += length;
        return bytes.AsSpan(at - length, length);
    }

    private static byte[] Damaged(string[] messages, Random random)
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => messages[random.Next(messages.Length)]));
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var hits = random.Next(4); hits > 0; hits--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
