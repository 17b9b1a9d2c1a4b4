using System.Text;
using TrafficGuardian.Proxy.Http1;

namespace TrafficGuardian.Proxy.Tests.Http1;

public sealed class HeadFinderTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nA: b\r\n\r\n", 0)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 0)]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 4)]
    public void A_head_is_found_through_every_split(string head, int start)
    {
        var bytes = Encoding.Latin1.GetBytes(head + "rest");
        for (var split = 0; split <= head.Length; split++)
        {
            var finder = default(HeadFinder);
            if (split < head.Length)
                Assert.Equal(HeadStatus.NeedMore, finder.Find(bytes.AsSpan(0, split), 1000, out _));
            Assert.Equal(HeadStatus.Complete, finder.Find(bytes, 1000, out var length));
            Assert.Equal((head.Length, start), (length, finder.Start));
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("GET / HTTP/1.1\n\n")]
    [InlineData("GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nA: b\r\n\n")]
    [InlineData("\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n")]
    public void A_line_that_ends_otherwise_is_malformed(string head)
    {
        var finder = default(HeadFinder);
        Assert.Equal(HeadStatus.Malformed, finder.Find(Encoding.Latin1.GetBytes(head), 1000, out _));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\n\n", 0, true)]
    [InlineData("\n\r\nGET / HTTP/1.1\r\nA: b\nC: d\r\n\n", 3, true)]
    [InlineData("GET / HTTP/1.1\nA: b\r\n\r\n", 0, true)]
    [InlineData("\r\nGET / HTTP/1.1\r\nA: b\r\n\r\n", 2, false)]
    public void A_bare_line_feed_ends_a_line_where_it_may(string head, int start, bool isBare)
    {
        var bytes = Encoding.Latin1.GetBytes(head + "rest");
        for (var split = 0; split <= head.Length; split++)
        {
            var finder = default(HeadFinder);
            if (split < head.Length)
                Assert.Equal(HeadStatus.NeedMore, finder.Find(bytes.AsSpan(0, split), 1000, out _, allowsBareFeed: true));
            Assert.Equal(HeadStatus.Complete, finder.Find(bytes, 1000, out var length, allowsBareFeed: true));
            Assert.Equal((head.Length, start, isBare), (length, finder.Start, finder.HasBareFeed));
        }
    }

    [Fact]
    public void The_limit_is_the_longest_head_that_is_followed()
    {
        var head = "GET / HTTP/1.1\r\n\r\n"u8;
        var finder = default(HeadFinder);
        Assert.Equal(HeadStatus.Complete, finder.Find(head, head.Length, out _));
        finder = default;
        Assert.Equal(HeadStatus.TooLong, finder.Find(head, head.Length - 1, out _));
        finder = default;
        Assert.Equal(HeadStatus.TooLong, finder.Find(head[..10], 10, out _));
    }
}
