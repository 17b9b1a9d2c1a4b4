using TrafficGuardian.Proxy.Http2;
using TrafficGuardian.Proxy.Observation;
using static TrafficGuardian.Proxy.Tests.Http2.Http2Wire;

namespace TrafficGuardian.Proxy.Tests.Http2;

public sealed class Http2HostileTests
{
    /// <summary>What a downstream sends that can't be followed, by name.</summary>
    private static readonly Dictionary<string, byte[]> Unreadable = new()
    {
        ["DATA on no stream"] = Data(0, "x"),
        ["DATA on a stream that was never opened"] = Data(7, "x"),
        ["DATA behind the end"] = Join(Headers(1, Get("/"), EndHeaders | EndStream), Data(1, "x")),
        ["HEADERS behind the end"] = Join(Headers(1, Get("/"), EndHeaders | EndStream), Headers(1, Get("/"))),
        ["HEADERS on no stream"] = Headers(0, Get("/")),
        ["HEADERS on a stream of the other side"] = Headers(2, Get("/")),
        ["CONTINUATION of nothing"] = Continuation(1, [], EndHeaders),
        ["another frame inside a header block"] = Join(Headers(1, Get("/"), 0), Data(1, "x")),
        ["an unknown frame inside a header block"] = Join(Headers(1, Get("/"), 0), Frame(0xEE, 0, 0)),
        ["CONTINUATION of another stream"] = Join(Headers(1, Get("/"), 0), Continuation(3, [], EndHeaders)),
        ["a promise by the downstream"] = Join(Headers(1, Get("/")), Promise(1, 2, Get("/"))),
        ["padding longer than the frame"] = Frame(0, Padded, 1, 5, 0, 0),
        ["a frame too short for its pad length"] = Frame(0, Padded, 1),
        ["a frame too short for its priority"] = Headers(1, [0, 0, 0], EndHeaders | Priority),
        ["a SETTINGS entry cut short"] = Frame(4, 0, 0, 0, 1, 0),
        ["SETTINGS on a stream"] = Frame(4, 0, 1),
        ["a SETTINGS confirmation with entries"] = Frame(4, 1, 0, 0, 1, 0, 0, 0, 0),
        ["a reset of a stream that was never opened"] = Reset(9),
        ["an index of 0"] = Headers(1, [0x80]),
        ["an index beyond both tables"] = Headers(1, [0x80 | 62]),
        ["a giant index"] = Headers(1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
        ["an endless integer"] = Headers(1, [0xFF, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]),
        ["an integer cut off"] = Headers(1, [0xFF, 0x80]),
        ["a string longer than its block"] = Headers(1, [0x00, 0x7F, 0x80, 0x01, (byte)'a']),
        ["a name cut off"] = Headers(1, [0x00]),
        ["a value cut off"] = Headers(1, [0x04]),
        ["Huffman padding of zeros"] = Headers(1, [0x04, 0x81, 0x00]),
        ["Huffman padding of eight bits"] = Headers(1, [0x04, 0x82, 0x1F, 0xFF]),
        ["an end of string inside a Huffman string"] = Headers(1, [0x04, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]),
        ["a table larger than was allowed"] = Headers(1, Join(Integer(0x20, 5, 4097), Get("/"))),
        ["a table size behind a field"] = Headers(1, Join(Get("/"), [0x20])),
    };

    public static TheoryData<string> UnreadableNames => [.. Unreadable.Keys];

    [Theory]
    [MemberData(nameof(UnreadableNames))]
    public void What_cant_be_followed_is_told_once_and_closes_the_exchanges(string name)
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Unreadable[name]);
        Assert.Equal([NotInspectedReason.Protocol], connection.Recorder.NotInspected);
        Assert.All(connection.Recorder.Exchanges, e => Assert.Equal("closed", e[^1]));

        int known = connection.Recorder.Exchanges.Count;
        connection.Downstream(Headers(11, Get("/")), [1, 2, 3]);
        connection.Upstream(Headers(1, Ok()), [0xFF]);
        connection.DownstreamEnd();
        connection.UpstreamEnd();
        Assert.Equal(known, connection.Recorder.Exchanges.Count);
        Assert.Single(connection.Recorder.NotInspected);
    }

    [Fact]
    public void A_wrong_preface_or_an_HTTP_1_answer_is_not_followed()
    {
        var wrongPreface = new Http2Connection();
        wrongPreface.Downstream("PRI * HTTP/2.0\r\n\r\nXX"u8.ToArray());
        Assert.Single(wrongPreface.Recorder.NotInspected);

        var oldServer = new Http2Connection();
        oldServer.Downstream(Preface, Settings());
        oldServer.Upstream("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        Assert.Single(oldServer.Recorder.NotInspected);
    }

    [Fact]
    public void A_response_to_nothing_is_not_followed()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Upstream(Headers(1, Ok()));
        Assert.Single(connection.Recorder.NotInspected);
        Assert.Empty(connection.Recorder.Exchanges);
    }

    [Fact]
    public void A_body_without_a_head_is_not_followed()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Get("/"), EndHeaders | EndStream));
        connection.Upstream(Data(1, "x"));
        Assert.Single(connection.Recorder.NotInspected);
    }

    [Fact]
    public void Heads_up_to_the_limit_pass_and_longer_ones_do_not()
    {
        Assert.Empty(WithField(new string('v', 60_000)).Recorder.NotInspected);
        Assert.Single(WithField(new string('v', 65_536)).Recorder.NotInspected);
    }

    [Fact]
    public void A_small_block_that_decodes_to_a_huge_list_is_not_followed()
    {
        Http2Connection connection = Http2Connection.Open();
        byte[] entry = IndexedBlock($"x={new string('v', 3_000)}");
        byte[] repeats = [.. Enumerable.Repeat((byte)(0x80 | 62), 1_000)];
        connection.Downstream(Headers(1, Join(entry, repeats)));
        Assert.Single(connection.Recorder.NotInspected);
        Assert.Empty(connection.Recorder.Exchanges);
    }

    [Fact]
    public void Endless_CONTINUATION_is_not_followed()
    {
        Http2Connection connection = Http2Connection.Open(maxHeadBytes: 4096);
        connection.Downstream(Headers(1, Get("/"), 0));
        for (int i = 0; i < 100; i++)
        {
            connection.Downstream(Continuation(1, new byte[100]));
        }

        Assert.Single(connection.Recorder.NotInspected);
    }

    [Fact]
    public void More_open_streams_than_the_limit_are_not_followed()
    {
        Http2Connection connection = Http2Connection.Open();
        for (int i = 0; i <= Http2Streams.MaxOpen; i++)
        {
            Assert.Empty(connection.Recorder.NotInspected);
            connection.Downstream(Headers((2 * i) + 1, Get("/"), EndHeaders | EndStream));
        }

        Assert.Single(connection.Recorder.NotInspected);
    }

    [Fact]
    public void The_decoding_peer_allows_the_table_size_up_to_the_cap()
    {
        Assert.Empty(WithTable(allowed: 8192, used: 8192).Recorder.NotInspected);
        Assert.Single(WithTable(allowed: 8192, used: 8193).Recorder.NotInspected);
        Assert.Empty(WithTable(allowed: uint.MaxValue, used: 65_536).Recorder.NotInspected);
        Assert.Single(WithTable(allowed: uint.MaxValue, used: 65_537).Recorder.NotInspected);
    }

    [Fact]
    public void Line_breaks_inside_fields_make_no_lines()
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Block(
            ":method=GET", ":path=/\r\nx: 1", ":authority=a\nb", ":path=/second", ":scheme=odd", "n\r\nm=v\r\n\r\nw\0")));

        Assert.Equal(
            "Request head GET /  x: 1 HTTP/2|host: a b|path: /second|scheme: odd|n  m: v    w ||",
            connection.Recorder.Exchanges.Single().Single());
    }

    [Fact]
    public void Damaged_bytes_never_throw_and_every_exchange_is_closed()
    {
        byte[] sound = Join(
            Preface,
            Settings((1, 8192)),
            Headers(1, Join([1], Int32(0), [0], IndexedBlock(":method=POST", ":path=/"), [0]), EndHeaders | Padded | Priority),
            Headers(3, [0x82, 0x84, 0x41, 0x8C, .. Convert.FromHexString("f1e3c2e5f23a6ba0ab90f4ff")], EndStream),
            Continuation(3, [0x80 | 62], EndHeaders),
            Data(1, "the body", EndStream),
            Reset(3),
            GoAway(1));
        var random = new Random(7541);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = [.. sound];
            for (int damage = random.Next(1, 4); damage > 0; damage--)
            {
                bytes[random.Next(Preface.Length, bytes.Length)] = (byte)random.Next(256);
            }

            var connection = new Http2Connection(piece: random.Next(1, 64));
            connection.Upstream(bytes[Preface.Length..]);
            connection.Downstream(bytes);
            connection.UpstreamEnd();
            connection.DownstreamEnd();
            Assert.All(connection.Recorder.Exchanges, e => Assert.Equal("closed", e[^1]));
            Assert.InRange(connection.Recorder.NotInspected.Count, 0, 1);
        }
    }

    private static Http2Connection WithField(string value)
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Downstream(Headers(1, Join(Get("/"), Block($"x={value}")), EndHeaders | EndStream));
        return connection;
    }

    private static Http2Connection WithTable(uint allowed, int used)
    {
        Http2Connection connection = Http2Connection.Open();
        connection.Upstream(Settings((1, allowed)));
        connection.Downstream(Headers(1, Join(Integer(0x20, 5, used), Get("/")), EndHeaders | EndStream));
        return connection;
    }
}
