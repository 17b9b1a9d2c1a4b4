using TrafficGuardian.Proxy.Observation;
using static TrafficGuardian.Proxy.Tests.Http2.Http2Wire;

namespace TrafficGuardian.Proxy.Tests.Http2;

public sealed class Http2ObserverTests
{
    private const string GetHead = "Request head GET /a HTTP/2|host: example.test||";

    [Fact]
    public void An_exchange_is_reported_in_HTTP_1_form()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(
            Headers(1, Block(":method=POST", ":scheme=https", ":authority=example.test", ":path=/v1?q=1", "content-type=text/plain")),
            Data(1, "hello "),
            Data(1, "world", EndStream));
        connection.Upstream(Headers(1, Block(":status=201", "server=x")), Data(1, "done", EndStream));

        Assert.Equal(
            [
                "Request head POST /v1?q=1 HTTP/2|host: example.test|content-type: text/plain||",
                "Request body hello world",
                "Request Complete",
                "Response head HTTP/2 201|server: x||",
                "Response body done",
                "Response Complete",
                "closed",
            ],
            connection.Recorder.Exchanges.Single());
        Assert.Empty(connection.Recorder.NotInspected);
        Assert.Equal(1, connection.Counters.Exchanges);
    }

    [Fact]
    public void Every_split_of_a_connection_gives_the_same_report()
    {
        string whole = Recorded(int.MaxValue);
        Assert.Contains("Response trailers grpc-status: 0|", whole, StringComparison.Ordinal);
        for (int piece = 1; piece < 120; piece++)
        {
            Assert.Equal(whole, Recorded(piece));
        }
    }

    [Fact]
    public void Interleaved_streams_are_told_apart()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(
            Headers(1, Get("/a")), Headers(3, Get("/b")), Data(3, "b1"), Data(1, "a1"), Data(3, "b2", EndStream), Data(1, "a2", EndStream));
        connection.Upstream(Headers(3, Ok()), Headers(1, Ok()), Data(1, "A"), Data(3, "B", EndStream), Data(1, "A", EndStream));

        Assert.Contains("Request body a1a2", connection.Recorder.Exchanges[0]);
        Assert.Contains("Response body AA", connection.Recorder.Exchanges[0]);
        Assert.Contains("Request body b1b2", connection.Recorder.Exchanges[1]);
        Assert.Contains("Response body B", connection.Recorder.Exchanges[1]);
        Assert.All(connection.Recorder.Exchanges, e => Assert.Equal("closed", e[^1]));
    }

    [Fact]
    public void Padding_and_priority_are_taken_off()
    {
        Http2Connection connection = Http2Connection.Open();
        byte[] padded = Join([3], Int32(0), [16], Get("/a"), [9, 9, 9]);
        connection.Downstream(
            Headers(1, padded, EndHeaders | Padded | Priority),
            Frame(0, Padded, 1, Join([2], "text"u8.ToArray(), [0, 0])),
            Frame(0, Padded | EndStream, 1, 4, 0, 0, 0, 0));

        Assert.Equal([GetHead, "Request body text", "Request Complete"], connection.Recorder.Exchanges.Single());
    }

    [Fact]
    public void A_header_block_may_go_on_in_CONTINUATION_frames()
    {
        Http2Connection connection = Http2Connection.Open();
        byte[] block = Get("/a");
        connection.Downstream(
            Headers(1, block[..5], EndStream),
            Continuation(1, block[5..9]),
            Continuation(1, []),
            Continuation(1, block[9..], EndHeaders));

        Assert.Equal([GetHead, "Request Complete"], connection.Recorder.Exchanges.Single());
    }

    [Fact]
    public void Interim_responses_come_before_the_final_one_and_trailers_behind_it()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Get("/a"), EndHeaders | EndStream));
        connection.Upstream(
            Headers(1, Block(":status=103", "link=</x>")),
            Headers(1, Ok()),
            Data(1, "x"),
            Headers(1, Block("grpc-status=0", ":odd=1"), EndHeaders | EndStream));

        Assert.Equal(
            [
                GetHead,
                "Request Complete",
                "Response head HTTP/2 103|link: </x>||",
                "Response head HTTP/2 200||",
                "Response body x",
                "Response trailers grpc-status: 0|odd: 1|",
                "Response Complete",
                "closed",
            ],
            connection.Recorder.Exchanges.Single());
    }

    [Fact]
    public void A_pushed_stream_is_an_exchange_in_which_the_agent_said_nothing()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Get("/a"), EndHeaders | EndStream));
        connection.Upstream(
            Promise(1, 2, Get("/pushed")),
            Headers(1, Ok(), EndHeaders | EndStream),
            Headers(2, Ok()),
            Data(2, "pushed", EndStream));

        Assert.Equal(
            ["Response head HTTP/2 200||", "Response body pushed", "Response Complete", "closed"],
            connection.Recorder.Exchanges[1]);
        Assert.Empty(connection.Recorder.NotInspected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reset_cuts_off_both_messages_and_what_was_under_way_is_ignored(bool byDownstream)
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Get("/a")));
        connection.Upstream(Headers(1, Ok()), Data(1, "par"));
        Action<byte[][]> send = byDownstream ? connection.Downstream : connection.Upstream;
        send([Reset(1)]);
        connection.Downstream(Data(1, "late"));
        connection.Upstream(Data(1, "late"), Headers(1, Block("late=1"), EndHeaders | EndStream));

        Assert.Equal(
            [GetHead, "Request Aborted", "Response head HTTP/2 200||", "Response body par", "Response Aborted", "closed"],
            connection.Recorder.Exchanges.Single());
        Assert.Empty(connection.Recorder.NotInspected);
    }

    [Fact]
    public void A_block_for_a_stream_that_was_reset_still_feeds_the_table()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Get("/a"), EndHeaders | EndStream), Reset(1), Headers(3, Get("/b"), EndHeaders | EndStream));
        connection.Upstream(Headers(1, IndexedBlock("x-entry=kept")), Headers(3, Join(Ok(), [0x80 | 62])));

        Assert.Contains("Response head HTTP/2 200|x-entry: kept||", connection.Recorder.Exchanges[1]);
    }

    [Fact]
    public void Streams_beyond_a_GOAWAY_are_cut_off_and_the_others_go_on()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Get("/a"), EndHeaders | EndStream), Headers(3, Get("/b"), EndHeaders | EndStream));
        connection.Upstream(GoAway(1), Headers(1, Ok(), EndHeaders | EndStream));

        Assert.Contains("Response Complete", connection.Recorder.Exchanges[0]);
        Assert.Equal(["Request head GET /b HTTP/2|host: example.test||", "Request Complete", "closed"], connection.Recorder.Exchanges[1]);
    }

    [Fact]
    public void The_end_of_a_direction_cuts_off_its_open_messages_only()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Get("/a")));
        connection.DownstreamEnd();
        connection.Upstream(Headers(1, Ok()), Data(1, "whole", EndStream));

        Assert.Equal(
            [GetHead, "Request Aborted", "Response head HTTP/2 200||", "Response body whole", "Response Complete", "closed"],
            connection.Recorder.Exchanges.Single());
    }

    [Fact]
    public void Every_exchange_is_closed_when_both_directions_have_ended()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Get("/a"), EndHeaders | EndStream));
        connection.UpstreamEnd(aborted: true);
        connection.Downstream(Headers(3, Get("/b"), EndHeaders | EndStream));
        connection.DownstreamEnd(aborted: true);

        Assert.All(connection.Recorder.Exchanges, e => Assert.Equal("closed", e[^1]));
        Assert.Equal(2, connection.Recorder.Exchanges.Count);
    }

    [Fact]
    public void A_CONNECT_over_HTTP_2_is_told_as_not_inspected_once_and_other_streams_go_on()
    {
        Http2Connection connection = Http2Connection.Open();
        string[] connect = [":method=CONNECT", ":protocol=connect-udp", ":scheme=https", ":path=/chat", ":authority=example.test"];
        connection.Downstream(Headers(1, Block(connect)), Headers(3, Block(connect)), Headers(5, Get("/a"), EndHeaders | EndStream));
        connection.Upstream(Headers(1, Ok()), Data(1, "frames"), Headers(5, Ok()), Data(5, "body", EndStream));
        connection.Downstream(Data(1, "frames", EndStream));

        Assert.Equal(
            [
                "Request head CONNECT /chat HTTP/2|host: example.test|protocol: connect-udp||",
                "Request Complete",
                "Response head HTTP/2 200||",
            ],
            connection.Recorder.Exchanges[0]);
        Assert.Contains("Response body body", connection.Recorder.Exchanges[2]);
        Assert.Equal([NotInspectedReason.Protocol], connection.Recorder.NotInspected);
    }

    [Fact]
    public void Unknown_frames_and_settings_pass()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Upstream(Settings((8, 1), (0xAB, 7)), Frame(0xEE, 0xFF, 77, 1, 2, 3), Frame(6, 0, 0, new byte[8]), Frame(8, 0, 0, 0, 0, 1, 0));
        connection.Downstream(SettingsAck(), Frame(2, 0, 9, 0, 0, 0, 0, 1), Headers(1, Get("/a"), EndHeaders | EndStream));

        Assert.Equal([GetHead, "Request Complete"], connection.Recorder.Exchanges.Single());
    }

    /// <summary>What a connection with a bit of everything reports when it comes in pieces of the given length.</summary>
    private static string Recorded(int piece)
    {
        var connection = new Http2Connection(piece: piece);
        byte[] post = IndexedBlock(":method=POST", ":scheme=http", ":authority=example.test", ":path=/grpc", "te=trailers");
        connection.Downstream(
            Preface,
            Settings((1, 65_536), (4, 1 << 20)),
            Frame(8, 0, 0, 0, 0, 1, 0),
            Headers(1, Join([1], Int32(0), [0], post[..20], [0]), Padded | Priority),
            Continuation(1, post[20..], EndHeaders),
            Headers(3, [0x82, 0x80 | 62, 0x80 | 64, 0x84], EndHeaders | EndStream),
            Frame(0, Padded | EndStream, 1, Join([5], "the body"u8.ToArray(), new byte[5])));
        connection.Upstream(
            Settings((1, 8192)),
            SettingsAck(),
            Headers(1, Block(":status=100")),
            Headers(1, IndexedBlock(":status=200", "server=by hand")),
            Data(1, "one"),
            Headers(3, [0x80 | 63, 0x80 | 62]),
            Data(3, "three"),
            Data(1, "two"),
            Headers(1, Block("grpc-status=0"), EndHeaders | EndStream),
            Reset(3));
        connection.DownstreamEnd();
        connection.UpstreamEnd();
        Assert.Empty(connection.Recorder.NotInspected);
        return connection.Recorder.Trace;
    }
}
