using System.Text;
using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.Tests.Tunnels;

public sealed class FirstBytesTests
{
    [Theory]
    [InlineData("\x16\x03\x01\x02", 2, nameof(FirstBytesKind.Tls))]
    [InlineData("\x16\x04", 2, nameof(FirstBytesKind.Other))]
    [InlineData("GET / HTTP/1.1\r\n", 4, nameof(FirstBytesKind.Http1))]
    [InlineData("\r\n\r\nM-SEARCH *", 13, nameof(FirstBytesKind.Http1))]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0", 24, nameof(FirstBytesKind.Http2))]
    [InlineData("PRI * HTTP/2.1", 14, nameof(FirstBytesKind.Http1))]
    [InlineData("GET\r\n", 4, nameof(FirstBytesKind.Other))]
    [InlineData(" GET ", 1, nameof(FirstBytesKind.Other))]
    [InlineData("\r\n\r\n\r\n\r\nGET ", 8, nameof(FirstBytesKind.Other))]
    [InlineData("AMETHODTHATISLONGERTHANANYMETHOD ", 32, nameof(FirstBytesKind.Other))]
    [InlineData("\0", 1, nameof(FirstBytesKind.Other))]
    [InlineData("\x80\x80", 1, nameof(FirstBytesKind.Other))]
    public void A_protocol_is_known_by_as_few_bytes_as_can_be(string bytes, int needed, string kind)
    {
        var data = Encoding.Latin1.GetBytes(bytes);
        for (var length = 0; length < needed; length++)
            Assert.Equal(FirstBytesKind.NeedMore, FirstBytes.Classify(data.AsSpan(0, length)));
        for (var length = needed; length <= data.Length; length++)
            Assert.Equal(kind, FirstBytes.Classify(data.AsSpan(0, length)).ToString());
        Assert.True(needed <= FirstBytes.Most);
    }

    [Theory]
    [InlineData("\0\0\x06\x04\0\0\0\0\0\0\x03", 9, nameof(FirstBytesKind.Http2))]
    [InlineData("\0\0\0\x04\x01\0\0\0\0", 5, nameof(FirstBytesKind.Other))]
    [InlineData("\0\0\0\x04\0\0\0\0\x01", 9, nameof(FirstBytesKind.Other))]
    [InlineData("\0\0\0\x05", 4, nameof(FirstBytesKind.Other))]
    [InlineData("220 smtp.example", 1, nameof(FirstBytesKind.Other))]
    [InlineData("\x4a\0\0\0\x0a8.0.36", 1, nameof(FirstBytesKind.Other))]
    public void A_server_that_speaks_first_is_known_too(string bytes, int needed, string kind)
    {
        var data = Encoding.Latin1.GetBytes(bytes);
        for (var length = 0; length < needed; length++)
            Assert.Equal(FirstBytesKind.NeedMore, FirstBytes.ClassifyServer(data.AsSpan(0, length)));
        for (var length = needed; length <= data.Length; length++)
            Assert.Equal(kind, FirstBytes.ClassifyServer(data.AsSpan(0, length)).ToString());
    }
}
