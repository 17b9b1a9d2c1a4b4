using System.Net;
using System.Text;
using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;
using static TrafficGuardian.Proxy.Tests.WebSockets.WebSocketWire;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

/// <summary>How an HTTP/1 connection becomes a WebSocket connection, seen by the observer alone.</summary>
public sealed class Http1UpgradeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static readonly ExchangeInfo _info = new(IPAddress.Loopback, "example.test", 443, WireProtocol.Https);

    private static readonly string _hello = Encoding.Latin1.GetString(Client(Fin | Text, "hello\n\r\n"));
    private static readonly string _welcome = Encoding.Latin1.GetString(Server(Fin | Text, "welcome"));

    private readonly RecordingObserver _recorder = new();
    private readonly ProxyCounters _counters = new();
    private readonly Http1Observer _observer;

    public Http1UpgradeTests() =>
        _observer = new Http1Observer(new Conversation(_recorder, _counters), _info, maxHeadBytes: 4096);

    [Fact]
    public void Every_split_of_a_connection_gives_the_same_report()
    {
        var down = "GET /first HTTP/1.1\r\n\r\n" + WebSocketHandshake.Request();
        var up = Ok + "HTTP/1.1 103 Early Hints\r\n\r\n" + WebSocketHandshake.DeflateReply + _welcome;
        for (var piece = 1; piece < up.Length; piece++)
        {
            var recorder = new RecordingObserver();
            var observer = new Http1Observer(new Conversation(recorder, new ProxyCounters()), _info, maxHeadBytes: 4096);
            Feed(down, piece, b => observer.OnDownstream(b));
            Feed(up, piece, b => observer.OnUpstream(b));
            Feed(_hello, piece, b => observer.OnDownstream(b));
            observer.OnUpstreamEnd(aborted: false);
            observer.OnDownstreamEnd(aborted: false);

            var told = Assert.Single(recorder.WebSockets);
            Assert.Equal(["message|hello\n\r\n|Complete"], told.Request);
            Assert.Equal(["message|welcome|Complete"], told.Response);
            Assert.Equal(new WebSocketDeflate(RequestTakeover: true, ResponseTakeover: false), told.Deflate);
            Assert.True(told.IsClosed && told.Mistakes == 0);
            Assert.Empty(recorder.NotInspectedReasons);
            Assert.Equal([true, true], recorder.Exchanges.Select(e => e.IsClosed && e.Request.Mistakes + e.Response.Mistakes == 0));
        }
    }

    [Fact]
    public void It_is_told_with_the_place_of_its_exchange_and_as_secure_where_that_was()
    {
        Down(WebSocketHandshake.Request());
        Up(WebSocketHandshake.Reply);
        var told = Assert.Single(_recorder.WebSockets);
        Assert.Equal(("example.test", 443, WireProtocol.WebSocketSecure), (told.Info.Host, told.Info.Port, told.Info.Protocol));
        Assert.Null(told.Deflate);
        Assert.True(Assert.Single(_recorder.Exchanges).IsClosed);
    }

    [Fact]
    public void Frames_sent_before_the_reply_are_read_once_it_has_come()
    {
        Down(WebSocketHandshake.Request() + _hello);
        Down(_hello[..5]);
        Assert.Single(_recorder.Exchanges);
        Up(WebSocketHandshake.Reply + _welcome);
        Down(_hello[5..]);
        EndBoth();
        Assert.Equal(["message|hello\n\r\n|Complete", "message|hello\n\r\n|Complete"], _recorder.WebSockets.Single().Request);
        Assert.Equal(["message|welcome|Complete"], _recorder.WebSockets.Single().Response);
        Assert.Empty(_recorder.NotInspectedReasons);
    }

    [Fact]
    public void Frames_of_a_client_that_has_ended_before_the_reply_are_read_too()
    {
        Down(WebSocketHandshake.Request() + _hello);
        _observer.OnDownstreamEnd(aborted: false);
        Up(WebSocketHandshake.Reply + _welcome);
        _observer.OnUpstreamEnd(aborted: false);
        var told = Assert.Single(_recorder.WebSockets);
        Assert.True(told.IsClosed);
        Assert.Equal(["message|hello\n\r\n|Complete"], told.Request);
        Assert.Empty(_recorder.NotInspectedReasons);
    }

    [Fact]
    public void Frames_sent_before_a_reply_that_nobody_asked_for_are_read_where_they_passed_for_half_a_head()
    {
        var frame = Encoding.Latin1.GetString(Client(Fin | Text, "hello"));
        Down("GET / HTTP/1.1\r\n\r\n" + frame);
        Up(WebSocketHandshake.Reply);
        Down(frame);
        EndBoth();
        Assert.Equal(["message|hello|Complete", "message|hello|Complete"], _recorder.WebSockets.Single().Request);
        Assert.Empty(_recorder.NotInspectedReasons);
    }

    [Fact]
    public void More_than_a_heads_length_before_the_reply_is_not_read_and_said_so()
    {
        Down(WebSocketHandshake.Request() + new string('x', 4097));
        Assert.Equal([NotInspectedReason.Protocol], _recorder.NotInspectedReasons);
        Up(WebSocketHandshake.Reply + _welcome);
        Down(_hello);
        EndBoth();
        Assert.Equal([NotInspectedReason.Protocol], _recorder.NotInspectedReasons);
        Assert.Empty(_recorder.WebSockets.Single().Request);
        Assert.Equal(["message|welcome|Complete"], _recorder.WebSockets.Single().Response);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Requests_behind_a_refused_upgrade_are_read_as_requests(bool ended)
    {
        Down(WebSocketHandshake.Request("/1") + WebSocketHandshake.Request("/2") + "GET /3 HTTP/1.1\r\n\r\n");
        if (ended)
            _observer.OnDownstreamEnd(aborted: false);
        Up(Ok + Ok + Ok);
        if (!ended)
            _observer.OnDownstreamEnd(aborted: false);
        _observer.OnUpstreamEnd(aborted: false);
        Assert.Equal(["/1", "/2", "/3"], _recorder.Exchanges.Select(e => e.Request.Head.Split(' ')[1]));
        Assert.All(_recorder.Exchanges, e => Assert.Equal(("ok", MessageEnd.Complete), (e.Response.Body, e.Response.End)));
        Assert.Empty(_recorder.NotInspectedReasons);
    }

    [Fact]
    public void Requests_behind_an_upgrade_that_is_never_answered_are_read_as_requests()
    {
        Down(WebSocketHandshake.Request("/1") + "GET /2 HTTP/1.1\r\n\r\n");
        EndBoth();
        Assert.Equal(["/1", "/2"], _recorder.Exchanges.Select(e => e.Request.Head.Split(' ')[1]));
        Assert.All(_recorder.Exchanges, e => Assert.True(e.IsClosed));
    }

    [Fact]
    public void The_body_of_the_request_that_asked_is_no_frame_wherever_the_reply_comes()
    {
        Down(WebSocketHandshake.Request().Replace("\r\n\r\n", "\r\nContent-Length: 4\r\n\r\nbo", StringComparison.Ordinal));
        Up(WebSocketHandshake.Reply);
        Down("dy" + _hello);
        EndBoth();
        Assert.Equal("body", _recorder.Exchanges.Single().Request.Body);
        Assert.Equal(["message|hello\n\r\n|Complete"], _recorder.WebSockets.Single().Request);
    }

    [Fact]
    public void A_request_cut_inside_its_body_leaves_no_connection_open()
    {
        Down(WebSocketHandshake.Request().Replace("\r\n\r\n", "\r\nContent-Length: 4\r\n\r\nbo", StringComparison.Ordinal));
        _observer.OnDownstreamEnd(aborted: true);
        Up(WebSocketHandshake.Reply + _welcome);
        _observer.OnUpstreamEnd(aborted: false);
        Assert.True(_recorder.WebSockets.Single().IsClosed);
        Assert.True(_recorder.Exchanges.Single().IsClosed);
    }

    [Fact]
    public void What_comes_while_the_reply_is_being_read_stays_behind_what_is_held()
    {
        Down(WebSocketHandshake.Request() + _hello);
        _recorder.Exchanges.Single().BeforeResponseEnd = () => Down(Encoding.Latin1.GetString(Client(Fin | Text, "second")));
        Up(WebSocketHandshake.Reply);
        EndBoth();
        Assert.Equal(["message|hello\n\r\n|Complete", "message|second|Complete"], _recorder.WebSockets.Single().Request);
    }

    [Fact]
    public void No_frame_is_lost_or_changes_places_while_the_reply_comes()
    {
        const int Frames = 40;
        for (var round = 0; round < 300; round++)
        {
            var recorder = new RecordingObserver();
            var observer = new Http1Observer(new Conversation(recorder, new ProxyCounters()), _info, maxHeadBytes: 4096);
            observer.OnDownstream(Encoding.Latin1.GetBytes(WebSocketHandshake.Request()));
            using var together = new Barrier(2);
            Parallel.Invoke(
                () =>
                {
                    together.SignalAndWait();
                    for (var i = 0; i < Frames; i++)
                        observer.OnDownstream(Client(Fin | Text, $"{i}\n"));
                    observer.OnDownstreamEnd(aborted: false);
                },
                () =>
                {
                    together.SignalAndWait();
                    observer.OnUpstream(Encoding.Latin1.GetBytes(WebSocketHandshake.Reply));
                    observer.OnUpstreamEnd(aborted: false);
                });

            var told = Assert.Single(recorder.WebSockets);
            Assert.True(told.IsClosed);
            Assert.Equal(Enumerable.Range(0, Frames).Select(i => $"message|{i}\n|Complete"), told.Request);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    public void Another_protocol_is_told_once_and_left_alone(string reply)
    {
        Down(WebSocketHandshake.Request() + "early");
        Up(reply + "x\r\n\r\n");
        Down("GET / HTTP/1.1\r\n\r\n");
        EndBoth();
        Assert.Equal([NotInspectedReason.Protocol], _recorder.NotInspectedReasons);
        Assert.Empty(_recorder.WebSockets);
        Assert.True(_recorder.Exchanges.Single().IsClosed);
    }

    [Fact]
    public void A_reply_to_one_of_several_requests_cant_be_followed_into_another_protocol()
    {
        Down("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        Up(WebSocketHandshake.Reply + _welcome);
        EndBoth();
        Assert.Equal([NotInspectedReason.Protocol], _recorder.NotInspectedReasons);
        Assert.Empty(_recorder.WebSockets);
        Assert.All(_recorder.Exchanges, e => Assert.True(e.IsClosed));
    }

    private static void Feed(string text, int piece, Action<byte[]> feed)
    {
        foreach (var chunk in Encoding.Latin1.GetBytes(text).Chunk(piece))
            feed(chunk);
    }

    private void Down(string text) => _observer.OnDownstream(Encoding.Latin1.GetBytes(text));

    private void Up(string text) => _observer.OnUpstream(Encoding.Latin1.GetBytes(text));

    private void EndBoth()
    {
        _observer.OnDownstreamEnd(aborted: false);
        _observer.OnUpstreamEnd(aborted: false);
        Assert.All(_recorder.WebSockets, w => Assert.True(w.IsClosed && w.Mistakes == 0));
    }
}
