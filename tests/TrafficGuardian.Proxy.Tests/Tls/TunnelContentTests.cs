using System.Net.Security;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Tunnels that carry no TLS, or no HTTP inside it, while interception is on.</summary>
public sealed class TunnelContentTests
{
    private const string Request = "GET / HTTP/1.1\r\n\r\n";

    /// <summary>MAX_CONCURRENT_STREAMS 100.</summary>
    private const string Settings = "\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64";

    /// <summary>The preface, empty settings, and GET / of localhost by the static table (RFC 7541 appendix A).</summary>
    private const string Opening = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x03\x01\x05\0\0\0\x01\x82\x84\x87";

    /// <summary>200 without a body.</summary>
    private const string Reply = "\0\0\x01\x01\x05\0\0\0\x01\x88";

    [Fact]
    public async Task A_server_that_speaks_first_is_heard()
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        await server.SendAsync("220 mail.example ESMTP\r\n");
        Assert.Equal("220 mail.example ESMTP\r\n", await client.ReadAsync(24));
        await client.SendAsync("EHLO me\r\n");
        Assert.Equal("EHLO me\r\n", await server.ReadAsync(9));
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Protocol);
    }

    [Fact]
    public async Task HTTP_in_the_clear_is_told_as_such()
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        Assert.Equal(WireProtocol.Http, (await rig.Observer.NextAsync()).Info.Protocol);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("HELO")]
    [InlineData("PRI * HTTP/2.0\r\n")]
    public async Task What_could_become_anything_is_not_held_back(string first)
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        await client.SendAsync(first);
        Assert.Equal(first, await server.ReadAsync(first.Length));
        await server.SendAsync("?");
        Assert.Equal("?", await client.ReadAsync(1));
    }

    [Theory]
    [InlineData("16030100050100000100" + "00")]
    [InlineData("160301000402000000")]
    [InlineData("1603010000")]
    [InlineData("1603FF")]
    [InlineData("1604")]
    [InlineData("160301000201001703010001")]
    public async Task What_begins_like_a_hello_and_is_none_is_not_held_back(string hex)
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        var bytes = System.Text.Encoding.Latin1.GetString(Convert.FromHexString(hex));
        if (hex == "1603FF")
            bytes += "\xff\xff";
        await client.SendAsync(bytes);
        Assert.Equal(bytes, await server.ReadAsync(bytes.Length));
        await server.SendAsync("?");
        Assert.Equal("?", await client.ReadAsync(1));
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Protocol);
    }

    [Fact]
    public async Task Half_a_hello_is_cut_once_the_limit_is_over_and_opens_no_tunnel_for_its_other_half()
    {
        var time = new FakeTime();
        await using var rig = new TlsRig(o => o with { Time = time, HeadTimeout = TimeSpan.FromSeconds(7) });
        var (client, server) = await OpenAsync(rig);
        await client.SendAsync("\x16\x03\x01\x01\x00\x01");
        await time.WhenTimerAsync(TimeSpan.FromSeconds(7));
        time.Advance(TimeSpan.FromSeconds(7));
        await client.ReadToResetAsync();
        Assert.Equal("", await server.ReadToEndAsync());
    }

    [Fact]
    public async Task A_hello_that_comes_in_pieces_and_in_time_leaves_no_limit_behind()
    {
        var time = new FakeTime();
        await using var rig = new TlsRig(o => o with { Time = time });
        var (client, server) = await rig.OpenAsync(helloAs: hello => hello.Select(one => new[] { one }));
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        time.Advance(TimeSpan.FromDays(1));
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal("HTTP/1.1 204 No Content\r\n\r\n", await client.ReadHeadAsync());
    }

    [Fact]
    public async Task A_client_that_says_nothing_may_do_so_for_any_time()
    {
        var time = new FakeTime();
        await using var rig = new TlsRig(o => o with { Time = time });
        var raw = await rig.TunnelAsync();
        var accepted = await rig.Origin.AcceptAsync();
        time.Advance(TimeSpan.FromDays(1));
        var server = TlsPeer.AcceptAsync(accepted, rig.ServerOptions());
        using var client = await TlsPeer.ConnectAsync(raw, rig.ClientOptions());
        await client.SendAsync(Request);
        Assert.Equal(Request, await (await server).ReadHeadAsync());
        Assert.Single(rig.Observer.Exchanges);
    }

    [Fact]
    public async Task A_client_that_leaves_without_a_byte_leaves_the_upstream()
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        client.Dispose();
        Assert.Equal("", await server.ReadToEndAsync());
        server.Dispose();
        await rig.WhenIdleAsync();
        Assert.Empty(rig.Observer.NotInspectedReasons);
        Assert.Empty(rig.Proxy.Bypassed);
    }

    [Fact]
    public async Task An_upstream_that_leaves_before_the_hello_leaves_the_client()
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        server.FinishSending();
        Assert.Equal("", await client.ReadToEndAsync());
        client.Dispose();
        await rig.WhenIdleAsync();
        Assert.True(rig.Origin.NobodyWaits);
    }

    [Fact]
    public async Task An_upstream_that_resets_before_the_hello_resets_the_client()
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        server.Reset();
        await client.ReadToResetAsync();
    }

    [Fact]
    public async Task What_is_no_HTTP_inside_TLS_passes_and_is_counted()
    {
        await using var rig = new TlsRig();
        var protocols = new List<SslApplicationProtocol> { new("mqtt") };
        var (client, server) = await rig.OpenAsync(c => c.ApplicationProtocols = protocols, s => s.ApplicationProtocols = protocols);
        const string Connect = "\x10\x10\0\x04MQTT\x04\x02\0\x3c\0\x04me42";
        await client.SendAsync(Connect);
        Assert.Equal(Connect, await server.ReadAsync(Connect.Length));
        await server.SendAsync("\x20\x02\0\0");
        Assert.Equal("\x20\x02\0\0", await client.ReadAsync(4));
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Protocol);
    }

    [Fact]
    public async Task A_server_that_speaks_first_inside_TLS_is_heard_and_counted()
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        await server.SendAsync("* OK IMAP\r\n");
        Assert.Equal("* OK IMAP\r\n", await client.ReadAsync(11));
        await client.SendAsync("a1 CAPABILITY\r\n");
        Assert.Equal("a1 CAPABILITY\r\n", await server.ReadAsync(15));
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Protocol);
    }

    [Fact]
    public async Task TLS_inside_TLS_passes_and_is_counted()
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        await client.SendAsync("\x16\x03\x01\x01\x00");
        Assert.Equal("\x16\x03\x01\x01\x00", await server.ReadAsync(5));
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Tunnel);
    }

    [Fact]
    public async Task A_server_may_begin_HTTP2_before_the_client_does()
    {
        await using var rig = new TlsRig();
        List<SslApplicationProtocol> protocols = [SslApplicationProtocol.Http2];
        var (client, server) = await rig.OpenAsync(c => c.ApplicationProtocols = protocols, s => s.ApplicationProtocols = protocols);
        await server.SendAsync(Settings);
        Assert.Equal(Settings, await client.ReadAsync(Settings.Length));
        await client.SendAsync(Opening);
        Assert.Equal(Opening, await server.ReadAsync(Opening.Length));
        var told = await rig.Observer.NextAsync();
        Assert.Equal(WireProtocol.Https, told.Info.Protocol);
        Assert.StartsWith("GET / HTTP/2", told.Request.Head, StringComparison.Ordinal);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    /// <summary>gRPC's servers do, and in the clear nothing has been agreed on before.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(15)]
    public async Task Settings_that_come_first_in_the_clear_begin_HTTP2_too(int firstPart)
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        foreach (var part in new[] { Settings[..firstPart], Settings[firstPart..] }.Where(part => part.Length > 0))
        {
            await server.SendAsync(part);
            Assert.Equal(part, await client.ReadAsync(part.Length));
        }

        await client.SendAsync(Opening);
        Assert.Equal(Opening, await server.ReadAsync(Opening.Length));
        await server.SendAsync(Reply);
        Assert.Equal(Reply, await client.ReadAsync(Reply.Length));
        var told = await rig.Observer.NextAsync();
        Assert.Equal(WireProtocol.Http, told.Info.Protocol);
        Assert.StartsWith("GET / HTTP/2", told.Request.Head, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/2 200", told.Response.Head, StringComparison.Ordinal);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task Settings_that_come_amid_the_preface_begin_HTTP2_too()
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        await client.SendAsync(Opening[..9]);
        Assert.Equal(Opening[..9], await server.ReadAsync(9));
        await server.SendAsync(Settings);
        Assert.Equal(Settings, await client.ReadAsync(Settings.Length));
        await client.SendAsync(Opening[9..]);
        Assert.Equal(Opening[9..], await server.ReadAsync(Opening.Length - 9));
        Assert.StartsWith("GET / HTTP/2", (await rig.Observer.NextAsync()).Request.Head, StringComparison.Ordinal);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task Half_a_frame_of_settings_and_nothing_more_is_counted()
    {
        await using var rig = new TlsRig();
        var (client, server) = await OpenAsync(rig);
        await server.SendAsync(Settings[..5]);
        server.FinishSending();
        Assert.Equal(Settings[..5], await client.ReadToEndAsync());
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Protocol);
    }

    private static async Task<(Peer Client, Peer Server)> OpenAsync(TlsRig rig)
    {
        var client = await rig.TunnelAsync();
        return (client, await rig.Origin.AcceptAsync());
    }
}
