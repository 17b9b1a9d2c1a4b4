using System.Net.Security;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Tls;

namespace TrafficGuardian.Proxy.Tests.Tls;

public sealed class ClientHelloReaderTests
{
    [Fact]
    public async Task A_hello_made_by_a_real_client_gives_its_name_and_its_protocols_in_order()
    {
        var bytes = await RealHello("API.Example.com", [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);
        Assert.Equal(ClientHelloStatus.Complete, ClientHelloReader.Read(bytes, out var hello));
        Assert.Equal("api.example.com", hello!.ServerName);
        Assert.Equal(["h2", "http/1.1"], hello.Protocols);
        Assert.True(hello.OffersTls13);
    }

    [Fact]
    public async Task Every_beginning_of_a_hello_asks_for_more_and_none_throws()
    {
        var bytes = await RealHello("api.example.com", [SslApplicationProtocol.Http11]);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(ClientHelloStatus.NeedMore, ClientHelloReader.Read(bytes.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public async Task A_hello_split_over_records_reads_the_same()
    {
        var bytes = await RealHello("api.example.com", [SslApplicationProtocol.Http2]);
        var message = bytes[5..];
        foreach (var size in new[] { 1, 7, 100 })
        {
            var split = message.Chunk(size).SelectMany(part => new byte[] { 22, 3, 1, 0, (byte)part.Length }.Concat(part)).ToArray();
            Assert.Equal(ClientHelloStatus.Complete, ClientHelloReader.Read(split, out var hello));
            Assert.Equal("api.example.com", hello!.ServerName);
        }
    }

    [Fact]
    public async Task A_hello_without_a_name_or_protocols_is_read()
    {
        var bytes = await RealHello("127.0.0.1", []);
        Assert.Equal(ClientHelloStatus.Complete, ClientHelloReader.Read(bytes, out var hello));
        Assert.Null(hello!.ServerName);
        Assert.Empty(hello.Protocols);
    }

    [Theory]
    [InlineData("474554202F20485454502F312E310D0A")]
    [InlineData("16030100")]
    [InlineData("1603010000")]
    [InlineData("160301000402000000")]
    [InlineData("160401000401000000")]
    [InlineData("15030100020228")]
    public void What_is_no_hello_is_refused_or_asks_for_more_but_never_throws(string hex)
    {
        var status = ClientHelloReader.Read(Convert.FromHexString(hex), out var hello);
        Assert.NotEqual(ClientHelloStatus.Complete, status);
        Assert.Null(hello);
    }

    [Fact]
    public async Task Any_flipped_byte_is_read_or_refused_without_a_throw()
    {
        var bytes = await RealHello("api.example.com", [SslApplicationProtocol.Http2]);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7F, 0xFF })
            {
                var changed = (byte[])bytes.Clone();
                changed[i] = value;
                ClientHelloReader.Read(changed, out _);
            }
        }
    }

    private static Task<byte[]> RealHello(string host, List<SslApplicationProtocol> protocols) =>
        FirstFlight.OfAsync(new SslClientAuthenticationOptions { TargetHost = host, ApplicationProtocols = protocols });
}
