using System.Text;
using TrafficGuardian.Proxy.Http1;

namespace TrafficGuardian.Proxy.Tests.Http1;

public sealed class AuthorityTests
{
    [Theory]
    [InlineData("Example.COM", 80, "example.com", 80)]
    [InlineData("h:", 80, "h", 80)]
    [InlineData("h:08080", 80, "h", 8080)]
    [InlineData("h.:1", 80, "h.", 1)]
    [InlineData("[::1]", 443, "::1", 443)]
    [InlineData("[FE80::1%eth0]:65535", 443, "fe80::1%eth0", 65535)]
    [InlineData("a_b-c~d:1", 0, "a_b-c~d", 1)]
    public void A_host_and_a_port_are_read(string text, int defaultPort, string host, int port)
    {
        Assert.True(Authority.TryParse(Encoding.Latin1.GetBytes(text), defaultPort, out var authority));
        Assert.Equal(new Authority(host, port), authority);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("h")]
    [InlineData("h:")]
    [InlineData("h:0")]
    [InlineData("h:65536")]
    [InlineData("h:1x")]
    [InlineData("h:-1")]
    [InlineData("h:1:2")]
    [InlineData("[::1")]
    [InlineData("[]:1")]
    [InlineData("[::1]x:1")]
    [InlineData("a b:1")]
    [InlineData("a\"b:1")]
    [InlineData("h\xe4:1")]
    public void Anything_else_is_refused(string text) =>
        Assert.False(Authority.TryParse(Encoding.Latin1.GetBytes(text), defaultPort: 0, out _));
}
