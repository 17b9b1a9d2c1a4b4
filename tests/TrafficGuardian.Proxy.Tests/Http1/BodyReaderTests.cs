using System.Text;
using TrafficGuardian.Proxy.Http1;

namespace TrafficGuardian.Proxy.Tests.Http1;

public sealed class BodyReaderTests
{
    private static readonly BodyFraming Chunked = new(BodyKind.Chunked, 0, Certain: true);

    [Theory]
    [InlineData("0\r\n\r\n", "", "")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello", "")]
    [InlineData("000A ;x\r\n0123456789\r\n1\t\r\nX\r\n00;last\r\nA: b\r\n c\r\nD:\r\n\r\n", "0123456789X", "A: b\r\n c\r\nD:\r\n")]
    [InlineData("3\r\n\r\n\0\r\n0\r\n\r\n", "\r\n\0", "")]
    [InlineData("\r\n", null, null)]
    [InlineData("g\r\n", null, null)]
    [InlineData("-1\r\n", null, null)]
    [InlineData("0x1\r\n", null, null)]
    [InlineData("1\nX", null, null)]
    [InlineData("1;x\nX", null, null)]
    [InlineData("1\r\nXY", null, null)]
    [InlineData("1\r\nX\n", null, null)]
    [InlineData("1\r\rX", null, null)]
    [InlineData("1234567890abcdef\r\n", null, null)]
    [InlineData("0\r\nA: b\n\r\n", null, null)]
    [InlineData("0\r\n\n", null, null)]
    [InlineData("0\r\n\rx", null, null)]
    [InlineData("0\r\nA: b\rx", null, null)]
    public void Chunks_are_read_the_same_through_every_split(string wire, string? content, string? trailers)
    {
        for (var first = 0; first <= wire.Length; first++)
        {
            for (var second = first; second <= wire.Length; second++)
            {
                var (status, data, lines, taken) = Read(new BodyReader(Chunked), wire[..first], wire[first..second], wire[second..], content is null ? "" : "NEXT");
                if (content is null)
                {
                    Assert.Equal(BodyStep.Malformed, status);
                    continue;
                }

                Assert.Equal((BodyStep.Ended, content, trailers, wire.Length), (status, data, lines, taken));
            }
        }
    }

    [Fact]
    public void A_length_ends_where_it_says()
    {
        var (status, data, _, taken) = Read(new BodyReader(new BodyFraming(BodyKind.Length, 5, Certain: true)), "he", "llo", "NEXT");
        Assert.Equal((BodyStep.Ended, "hello", 5), (status, data, taken));
    }

    [Fact]
    public void A_chunk_line_carries_no_endless_extension()
    {
        var (status, _, _, _) = Read(new BodyReader(Chunked), "1;" + new string('x', 5000));
        Assert.Equal(BodyStep.Malformed, status);
    }

    private static (BodyStep Status, string Data, string Trailers, int Taken) Read(BodyReader reader, params string[] reads)
    {
        var (data, trailers, taken) = (new StringBuilder(), new StringBuilder(), 0);
        foreach (var read in reads)
        {
            var input = Encoding.Latin1.GetBytes(read).AsSpan();
            while (input.Length > 0 && !reader.Ended)
            {
                var step = reader.Next(input, out var consumed);
                if (step == BodyStep.Malformed)
                    return (step, "", "", 0);
                Assert.True(consumed > 0);
                if (step is BodyStep.Data or BodyStep.Trailers)
                    (step == BodyStep.Data ? data : trailers).Append(Encoding.Latin1.GetString(input[..consumed]));
                input = input[consumed..];
                taken += consumed;
            }
        }

        return (reader.Ended ? BodyStep.Ended : BodyStep.Framing, data.ToString(), trailers.ToString(), taken);
    }
}
