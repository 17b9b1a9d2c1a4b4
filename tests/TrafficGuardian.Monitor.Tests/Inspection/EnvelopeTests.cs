using System.Buffers.Binary;
using System.Text;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary>gRPC and Connect streams.</summary>
public sealed class EnvelopeTests
{
    private const string Grpc = "content-type: application/grpc";

    public static TheoryData<string, string> Codings => new()
    {
        { "content-type: application/grpc\r\ngrpc-encoding: gzip", "gzip" },
        { "grpc-encoding: deflate\r\nContent-Type: application/grpc+proto", "deflate" },
        { "content-type: application/grpc-web+proto\r\ngrpc-encoding: gzip", "gzip" },
        { "content-type: application/connect+json\r\nconnect-content-encoding: br", "br" },
        { "content-type: APPLICATION/gRPC; x=y\r\nGrpc-Encoding: GZIP", "gzip" },
    };

    [Fact]
    public async Task The_prefixes_of_messages_are_left_out_and_messages_are_set_apart()
    {
        await using var pipeline = new Pipeline();
        byte[] body = [.. Plain("abc"), .. Plain(Rules.Key(1)), .. Plain("abc"), .. Plain(""), .. Plain(Rules.Key(2))];
        foreach (var cut in new[] { 1, 2, 5, 6, 7, 1_000 })
        {
            await SendAsync(pipeline, Grpc, body, cut);
            Assert.Equal(2, pipeline.Sink.Findings.Count);
            pipeline.Sink.Findings.Clear();
        }

        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Compressed_messages_are_inflated_each_for_itself_however_they_are_cut(string fields, string coding)
    {
        await using var pipeline = new Pipeline();
        var words = string.Concat(Enumerable.Range(0, 200).Select(number => $"{number} "));
        byte[] body = [.. Coded(coding, words + Rules.Key(1)), .. Plain(Rules.Key(2)), .. Coded(coding, Rules.Key(3) + " " + words)];
        foreach (var cut in new[] { 1, 4, 9, 10_000 })
        {
            await SendAsync(pipeline, fields, body, cut);
            Assert.Equal(3, pipeline.Sink.Findings.Count);
            pipeline.Sink.Findings.Clear();
        }

        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task A_response_that_lasts_is_looked_at_message_by_message_as_they_come()
    {
        await using var pipeline = new Pipeline();
        var exchange = pipeline.Begin(WireProtocol.Https);
        exchange.Head(MessageSide.Response, $"HTTP/2 200\r\n{Grpc}\r\ngrpc-encoding: gzip\r\n\r\n");
        for (var index = 1; index < 5; index++)
        {
            var command = $"tgfetch other{new string((char)('a' + index), 5)} pipe";
            exchange.OnBody(MessageSide.Response, index % 2 == 0 ? Plain(command) : Coded("gzip", command));
            await pipeline.Inspection.FlushAsync();
            Assert.Equal(index, pipeline.Sink.Findings.Count);
        }

        exchange.Trailers(MessageSide.Response, "grpc-status: 0\r\n\r\n");
        exchange.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(4, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task The_trailers_of_a_web_form_and_the_last_envelope_of_connect_are_read()
    {
        await using var pipeline = new Pipeline();
        await SendAsync(pipeline, "content-type: application/grpc-web", [.. Plain("x"), .. Enveloped(0x80, Rules.Key(1))], 3);
        await SendAsync(pipeline, "content-type: application/connect+json", [.. Plain("x"), .. Enveloped(2, Rules.Key(2))], 3);
        Assert.Equal(2, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Theory]
    [InlineData("grpc-encoding: snappy")]
    [InlineData("grpc-encoding: identity")]
    [InlineData("x: y")]
    public async Task A_coding_that_is_unknown_is_counted_once_and_its_messages_are_scanned_as_they_are(string field)
    {
        await using var pipeline = new Pipeline();
        await SendAsync(pipeline, $"{Grpc}\r\n{field}", Plain(Rules.Key(1)), 100);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
        await SendAsync(pipeline, $"{Grpc}\r\n{field}", [.. Enveloped(1, Rules.Key(2)), .. Enveloped(1, Rules.Key(3))], 7);
        Assert.Equal(3, pipeline.Sink.Findings.Count);
        Assert.Equal(1, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task What_is_no_envelope_is_scanned_as_it_is_from_there(int cut)
    {
        await using var pipeline = new Pipeline();
        await SendAsync(pipeline, Grpc, Encoding.ASCII.GetBytes(Rules.Key(1)), cut);
        await SendAsync(pipeline, Grpc, [.. Plain("x"), .. Encoding.ASCII.GetBytes(Rules.Key(2))], cut);
        Assert.Equal(2, pipeline.Sink.Findings.Count);
        Assert.Equal(2, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));

        // Said to be compressed, and is not.
        await SendAsync(pipeline, Grpc + "\r\ngrpc-encoding: gzip", [.. Enveloped(1, Rules.Key(3)), .. Plain(Rules.Key(4))], cut);
        Assert.Equal(4, pipeline.Sink.Findings.Count);

        // Shorter than its prefix says, and a prefix that is cut off.
        await SendAsync(pipeline, Grpc, [0, 0, 0, 200, 0, .. Encoding.ASCII.GetBytes(Rules.Key(5))], cut);
        await SendAsync(pipeline, Grpc, [.. Plain(Rules.Key(6)), 0, 0], cut);
        Assert.Equal(6, pipeline.Sink.Findings.Count);
    }

    [Fact]
    public async Task The_text_form_of_grpc_web_has_no_envelopes()
    {
        await using var pipeline = new Pipeline();
        await SendAsync(pipeline, "content-type: application/grpc-web-text", Encoding.ASCII.GetBytes(Rules.Key(1)), 100);
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Fact]
    public async Task Messages_that_inflate_to_huge_ones_are_read_to_the_limit_all_together()
    {
        await using var pipeline = new Pipeline(options => options with { MaxScanBytes = 65_536 });
        var zeros = new string('0', 40_000);
        byte[] body = [.. Coded("gzip", zeros + " " + Rules.Key(1)), .. Coded("gzip", zeros + " " + Rules.Key(2)), .. Plain(Rules.Key(3))];
        await SendAsync(pipeline, Grpc + "\r\ngrpc-encoding: gzip", body, 1_000);
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(1, pipeline.Counters.TruncatedBodies);

        await SendAsync(pipeline, Grpc + "\r\ngrpc-encoding: gzip", Coded("gzip", new string('0', 50_000_000)), 1_000);
        Assert.Equal(2, pipeline.Counters.TruncatedBodies);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task Envelopes_inside_a_content_coding_are_read()
    {
        await using var pipeline = new Pipeline();
        var body = Encode.As("gzip", [.. Plain("some"), .. Coded("gzip", Rules.Key(1))]);
        await SendAsync(pipeline, Grpc + "\r\ngrpc-encoding: gzip\r\ncontent-encoding: gzip", body, 3);
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    private static Task SendAsync(Pipeline pipeline, string fields, byte[] body, int cut) =>
        pipeline.SendAsync($"POST /a.B/C HTTP/2\r\nhost: api.example.com\r\n{fields}\r\n\r\n", [.. body.Chunk(cut)]);

    private static byte[] Plain(string text) => Enveloped(0, text);

    private static byte[] Enveloped(byte flags, string text) => Enveloped(flags, Encoding.ASCII.GetBytes(text));

    private static byte[] Coded(string coding, string text) => Enveloped(1, Encode.As(coding, Encoding.ASCII.GetBytes(text)));

    private static byte[] Enveloped(byte flags, byte[] message)
    {
        var envelope = new byte[5 + message.Length];
        envelope[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(envelope.AsSpan(1), message.Length);
        message.CopyTo(envelope, 5);
        return envelope;
    }
}
