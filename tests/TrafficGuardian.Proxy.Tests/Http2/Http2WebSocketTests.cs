using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Tests.WebSockets;
using static TrafficGuardian.Proxy.Tests.Http2.Http2Wire;

namespace TrafficGuardian.Proxy.Tests.Http2;

/// <summary>WebSocket connections on streams (RFC 8441).</summary>
public sealed class Http2WebSocketTests
{
    private const string RequestHead = "Request head CONNECT /chat HTTP/2|host: example.test|protocol: websocket||";

    private static readonly byte[] _connect =
        Block(":method=CONNECT", ":protocol=websocket", ":scheme=https", ":path=/chat", ":authority=example.test");

    private static readonly byte[] _hello = WebSocketWire.Client(0x81, "hello");
    private static readonly byte[] _welcome = WebSocketWire.Server(0x81, "welcome");

    [Fact]
    public void A_granted_CONNECT_is_followed_as_a_WebSocket_and_other_streams_go_on()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, _connect), Headers(3, Get("/a"), EndHeaders | EndStream));
        connection.Upstream(
            Headers(1, Block(":status=103")),
            Headers(1, Block(":status=200", "sec-websocket-extensions=permessage-deflate; client_no_context_takeover")),
            Raw(1, _welcome[..3]));
        connection.Downstream(Raw(1, _hello[..4]));
        connection.Upstream(Headers(3, Ok()), Data(3, "body", EndStream), Raw(1, _welcome[3..], EndStream));
        connection.Downstream(Frame(0, Padded, 1, [1, .. _hello[4..], 0]), Raw(1, _hello));

        RecordedWebSocket told = Assert.Single(connection.Recorder.WebSockets);
        Assert.False(told.IsClosed);
        connection.Downstream(Data(1, "", EndStream));
        Assert.True(told.IsClosed);
        Assert.Equal(0, told.Mistakes);
        Assert.Equal(["message|hello|Complete", "message|hello|Complete"], told.Request);
        Assert.Equal(["message|welcome|Complete"], told.Response);
        Assert.Equal(new WebSocketDeflate(RequestTakeover: false, ResponseTakeover: true), told.Deflate);
        Assert.Equal(("example.test", WireProtocol.WebSocket), (told.Info.Host, told.Info.Protocol));
        Assert.Equal(3, connection.Counters.WebSocketMessages);

        Assert.Equal(
            [
                RequestHead,
                "Request Complete",
                "Response head HTTP/2 103||",
                "Response head HTTP/2 200|sec-websocket-extensions: permessage-deflate; client_no_context_takeover||",
                "Response Complete",
                "closed",
            ],
            connection.Recorder.Exchanges[0]);
        Assert.Contains("Response body body", connection.Recorder.Exchanges[1]);
        Assert.Empty(connection.Recorder.NotInspected);
    }

    [Fact]
    public void Several_WebSockets_share_a_connection_and_its_place()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, _connect), Headers(3, _connect));
        connection.Upstream(Headers(3, Ok()), Headers(1, Ok()));
        connection.Downstream(Raw(3, _hello[..5]), Raw(1, WebSocketWire.Client(0x81, "one")), Raw(3, _hello[5..]));
        connection.DownstreamEnd();
        connection.UpstreamEnd();

        Assert.Equal(["message|hello|Complete"], connection.Recorder.WebSockets[0].Request);
        Assert.Equal(["message|one|Complete"], connection.Recorder.WebSockets[1].Request);
        Assert.Same(connection.Recorder.WebSockets[0].Info, connection.Recorder.WebSockets[1].Info);
        Assert.All(connection.Recorder.WebSockets, w => Assert.True(w.IsClosed && w.Mistakes == 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_sent_before_the_answer_are_read_once_it_has_come(bool ended)
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, _connect), Raw(1, _hello), Raw(1, _hello, ended ? EndStream : (byte)0));
        Assert.Equal([RequestHead], connection.Recorder.Exchanges.Single());
        connection.Upstream(Headers(1, Ok()), Raw(1, _welcome, EndStream));
        if (!ended)
            connection.Downstream(Reset(1));

        RecordedWebSocket told = Assert.Single(connection.Recorder.WebSockets);
        Assert.Equal(["message|hello|Complete", "message|hello|Complete"], told.Request);
        Assert.True(told.IsClosed && told.Mistakes == 0);
        Assert.Equal("closed", connection.Recorder.Exchanges.Single()[^1]);
        Assert.Empty(connection.Recorder.NotInspected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_sent_on_a_refused_CONNECT_is_a_body(bool ended)
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, _connect), Data(1, "early ", ended ? EndStream : (byte)0));
        connection.Upstream(Headers(1, Block(":status=403")), Data(1, "no"));
        if (!ended)
            connection.Downstream(Data(1, "late", EndStream));
        connection.Upstream(Data(1, "", EndStream));

        Assert.Equal(
            [
                RequestHead,
                "Request body early " + (ended ? "" : "late"),
                "Request Complete",
                "Response head HTTP/2 403||",
                "Response body no",
                "Response Complete",
                "closed",
            ],
            connection.Recorder.Exchanges.Single());
        Assert.Empty(connection.Recorder.WebSockets);
        Assert.Empty(connection.Recorder.NotInspected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_sent_on_a_CONNECT_that_is_never_answered_is_a_body(bool reset)
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, _connect), Data(1, "early"));
        if (reset)
            connection.Upstream(Reset(1));
        else
            connection.DownstreamEnd(aborted: true);
        connection.UpstreamEnd(aborted: true);
        Assert.Equal([RequestHead, "Request body early", "Request Aborted", "closed"], connection.Recorder.Exchanges.Single());
    }

    [Fact]
    public void What_is_held_for_all_streams_together_is_bounded_and_the_rest_told_as_unread()
    {
        Http2Connection connection = Http2Connection.Open(maxHeadBytes: 4096);
        string half = new('x', 2048);
        connection.Downstream(Headers(1, _connect), Data(1, half), Headers(3, _connect), Data(3, half), Headers(5, _connect), Data(5, "x"), Data(5, "y"));
        Assert.Equal([NotInspectedReason.Protocol], connection.Recorder.NotInspected);
        connection.Upstream(Headers(1, Block(":status=400")), Headers(5, Ok()), Raw(5, _welcome));
        connection.Downstream(Raw(5, _hello), Headers(7, _connect), Data(7, half));

        Assert.Contains($"Request body {half}", connection.Recorder.Exchanges[0]);
        Assert.Empty(connection.Recorder.WebSockets.Single().Request);
        Assert.Equal(["message|welcome|Complete"], connection.Recorder.WebSockets.Single().Response);
        connection.DownstreamEnd();
        connection.UpstreamEnd();
        Assert.Contains($"Request body {half}", connection.Recorder.Exchanges[3]);
        Assert.Single(connection.Recorder.NotInspected);
        Assert.All(connection.Recorder.Exchanges, e => Assert.Equal("closed", e[^1]));
        Assert.True(connection.Recorder.WebSockets.Single().IsClosed);
    }

    [Theory]
    [InlineData("reset by the downstream")]
    [InlineData("reset by the upstream")]
    [InlineData("a goaway")]
    [InlineData("a broken HTTP/2 frame")]
    [InlineData("the end of both directions")]
    public void A_WebSocket_ends_with_its_stream(string how)
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, _connect));
        connection.Upstream(Headers(1, Ok()));
        connection.Downstream(Raw(1, _hello[..8]));
        switch (how)
        {
            case "reset by the downstream":
                connection.Downstream(Reset(1));
                break;
            case "reset by the upstream":
                connection.Upstream(Reset(1));
                break;
            case "a goaway":
                connection.Upstream(GoAway(0));
                break;
            case "a broken HTTP/2 frame":
                connection.Downstream(Data(0, "x"));
                break;
            default:
                connection.DownstreamEnd();
                connection.UpstreamEnd();
                break;
        }

        RecordedWebSocket told = Assert.Single(connection.Recorder.WebSockets);
        Assert.Equal(["message|he|Aborted"], told.Request);
        Assert.True(told.IsClosed && told.Mistakes == 0);
    }

    [Fact]
    public void Broken_frames_are_told_and_the_connection_goes_on()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, _connect));
        connection.Upstream(Headers(1, Ok()));
        connection.Downstream(Raw(1, _welcome), Headers(3, Get("/a"), EndHeaders | EndStream));
        connection.Upstream(Raw(1, _hello), Headers(3, Ok()), Data(3, "body", EndStream));

        Assert.Equal([NotInspectedReason.Frame], connection.Recorder.NotInspected);
        Assert.Contains("Response body body", connection.Recorder.Exchanges[1]);
    }

    [Fact]
    public void Trailers_on_a_WebSockets_stream_pass_unread_and_are_told()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, _connect));
        connection.Upstream(Headers(1, Ok()));
        connection.Downstream(Headers(1, Block("x=y"), EndHeaders | EndStream));
        connection.Upstream(Data(1, "", EndStream));
        Assert.Equal([NotInspectedReason.Protocol], connection.Recorder.NotInspected);
        Assert.True(connection.Recorder.WebSockets.Single().IsClosed);
    }

    [Fact]
    public void A_field_that_only_looks_like_the_protocol_asks_for_nothing()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Block(":method=CONNECT", ":authority=x:1", "protocol=websocket")));
        connection.Downstream(Headers(3, Block(":method=GET", ":path=/", ":protocol=websocket", ":scheme=http")), Data(3, "body", EndStream));
        connection.Upstream(Headers(1, Ok()), Raw(1, _welcome), Headers(3, Ok(), EndHeaders | EndStream));
        Assert.Empty(connection.Recorder.WebSockets);
        Assert.Equal([NotInspectedReason.Protocol], connection.Recorder.NotInspected);
        Assert.Contains("Request body body", connection.Recorder.Exchanges[1]);
    }

    private static byte[] Raw(int stream, byte[] content, byte flags = 0) => Frame(0, flags, stream, content);
}
