using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection.Decoding;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class ContentCodingTests
{
    public static TheoryData<string, string> Codings => new()
    {
        { "gzip", "gzip" },
        { "X-GZIP", "x-gzip" },
        { "deflate", "deflate" },
        { "deflate", "raw-deflate" },
        { "br", "br" },
        { "zstd", "zstd" },
        { "identity", "identity" },
        { "gzip, br", "gzip br" },
        { "deflate, gzip, identity", "deflate gzip" },
        { "br\r\nContent-Encoding: gzip", "br gzip" },
        { "br\r\nTransfer-Encoding: gzip, chunked", "br gzip" },
    };

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_key_in_an_encoded_body_is_found_however_the_body_is_cut(string header, string applied)
    {
        SkipWithoutZstandard(applied);
        await using var pipeline = new Pipeline();
        var body = Encoded(applied, Encoding.ASCII.GetBytes($"{{\"a\": \"{Noise(3_000)}\", \"key\": \"{Rules.Key(20)}\"}}"));
        await pipeline.SendAsync(Pipeline.EncodedHead(header), body);
        Assert.Single(pipeline.Sink.Findings);

        await pipeline.SendAsync(Pipeline.EncodedHead(header), [.. body.Select(value => new[] { value })]);
        Assert.Equal(2, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("deflate")]
    public async Task A_stream_is_decoded_as_far_as_it_has_come(string coding)
    {
        SkipWithoutZstandard(coding);
        await using var pipeline = new Pipeline();
        var body = Encoded(coding, Encoding.ASCII.GetBytes($"data: {Rules.Command}\n\n" + Noise(200_000)));
        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Response, $"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n");
        exchange.OnBody(MessageSide.Response, body.AsSpan(0, body.Length - 20));
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
        exchange.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task Gzip_members_one_behind_the_other_are_one_body()
    {
        await using var pipeline = new Pipeline();
        var first = Encoded("gzip", Encoding.ASCII.GetBytes(Noise(500)));
        var second = Encoded("gzip", Encoding.ASCII.GetBytes(" " + Rules.Key(21)));
        await pipeline.SendAsync(Pipeline.EncodedHead("gzip"), [.. first, .. second]);
        await pipeline.SendAsync(Pipeline.EncodedHead("gzip"), first, second);
        Assert.Equal(2, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Theory]
    [InlineData("compress")]
    [InlineData("gzip, rot13")]
    [InlineData("gzip, gzip, gzip, gzip, gzip")]
    [InlineData("gzip, gzip, gzip\r\nTransfer-Encoding: gzip, gzip, chunked")]
    public async Task A_body_of_an_unknown_coding_is_scanned_as_it_is_and_counted_once(string header)
    {
        await using var pipeline = new Pipeline();
        await pipeline.SendAsync(Pipeline.EncodedHead(header), "text "u8.ToArray(), Encoding.ASCII.GetBytes(Rules.Key(22)));
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(1, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    public async Task A_body_that_is_not_encoded_as_it_says_is_scanned_as_it_is_however_it_is_cut(string header)
    {
        SkipWithoutZstandard(header);
        await using var pipeline = new Pipeline();
        var body = Encoding.ASCII.GetBytes($"{Rules.Key(23)} {Noise(6_000)} {Rules.Key(24)}\n");
        await pipeline.SendAsync(Pipeline.EncodedHead(header), body);
        Assert.Equal(["ai_api_key", "ai_api_key", "uninspectable_content"], pipeline.Sink.Patterns);

        await pipeline.SendAsync(Pipeline.EncodedHead(header), [.. body.Select(value => new[] { value })]);
        Assert.Equal(6, pipeline.Sink.Findings.Count);
        Assert.Equal(2, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Fact]
    public async Task A_body_that_is_wrong_is_a_finding_and_one_that_is_cut_off_or_of_an_unknown_coding_is_none()
    {
        await using var pipeline = new Pipeline();
        var body = Encoded("gzip", Encoding.ASCII.GetBytes(Noise(5_000)));
        await pipeline.SendAsync(Pipeline.EncodedHead("gzip"), body[..^500]);
        await pipeline.SendAsync(Pipeline.EncodedHead("gzip"), []);
        await pipeline.SendAsync(Pipeline.EncodedHead("aws-chunked"), body);
        Assert.Empty(pipeline.Sink.Findings);

        body.AsSpan(1_000, 200).Fill(0xFF);
        await pipeline.SendAsync(Pipeline.EncodedHead("gzip"), body);
        var finding = Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(("uninspectable_content", Severity.Low), (finding.Pattern, finding.Severity));
        Assert.Contains("Content-Encoding", finding.Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_ends_before_anything_decodes_is_scanned_as_it_is()
    {
        await using var pipeline = new Pipeline();

        // A gzip header with a file name that never ends.
        byte[] body = [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3, .. Encoding.ASCII.GetBytes(" " + Rules.Key(25))];
        await pipeline.SendAsync(Pipeline.EncodedHead("gzip"), body);
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(1, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task Bytes_behind_the_end_of_what_decodes_are_scanned_as_they_are(string coding)
    {
        SkipWithoutZstandard(coding);
        await using var pipeline = new Pipeline();
        var body = Encoded(coding, Encoding.ASCII.GetBytes(Noise(5_000)));
        var trailing = Encoding.ASCII.GetBytes($"\n{Rules.Key(26)}\n");
        await pipeline.SendAsync(Pipeline.EncodedHead(coding), [.. body, .. trailing]);
        Assert.Equal(["ai_api_key", "uninspectable_content"], pipeline.Sink.Patterns);
        await pipeline.SendAsync(Pipeline.EncodedHead(coding), body, trailing);
        Assert.Equal(4, pipeline.Sink.Findings.Count);
        Assert.Equal(2, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("gzip, gzip", "gzip gzip")]
    [InlineData("deflate", "raw-deflate")]
    public async Task A_body_that_decodes_to_a_huge_one_is_read_to_the_limit_and_counted_as_cut(string header, string applied)
    {
        await using var pipeline = new Pipeline(options => options with { MaxScanBytes = 65_536 });
        var plain = new byte[50_000_000];
        Encoding.ASCII.GetBytes($" {Rules.Key(27)} ").CopyTo(plain, 60_000);
        Encoding.ASCII.GetBytes($" {Rules.Key(28)} ").CopyTo(plain, 70_000);
        await pipeline.SendAsync(Pipeline.EncodedHead(header), Encoded(applied, plain));
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(1, pipeline.Counters.TruncatedBodies);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Fact]
    public void Codings_are_read_in_the_order_in_which_they_were_applied()
    {
        var head = BodyHead.Read(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: zstd, chunked\r\ncontent-encoding: gzip ,, BR\r\nX-Content-Encoding: zstd\r\nContent-Encoding:\tdeflate\r\n\r\n"u8);
        Assert.Equal([ContentCoding.Gzip, ContentCoding.Brotli, ContentCoding.Deflate, ContentCoding.Zstandard], head.Codings);
        Assert.True(head.IsKnown);
    }

    [Fact]
    public void A_brotli_window_is_paid_for_as_its_first_bits_announce_it()
    {
        using var decoder = new BrotliStreamingDecoder();
        var body = Encoded("br", new byte[10]);
        decoder.Decode(body, new byte[100], out _, out _);
        Assert.InRange(decoder.HeldBytes, 1_000, 20_000_000);
    }

    private static byte[] Encoded(string applied, byte[] data) => applied.Split(' ').Aggregate(data, (body, coding) => Encode.As(coding, body));

    private static string Noise(int length)
    {
        var chance = new Random(7);
        return string.Create(length, chance, static (text, random) =>
        {
            foreach (ref var character in text)
            {
                character = (char)('0' + random.Next(10));
            }
        });
    }

    private static void SkipWithoutZstandard(string codings) =>
        Assert.SkipWhen(codings.Contains("zstd", StringComparison.Ordinal) && !ZstandardLibrary.IsPresent, "no libzstd on this machine");
}
