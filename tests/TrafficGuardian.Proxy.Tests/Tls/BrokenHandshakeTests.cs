using System.Net.Security;
using System.Text;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Upstreams that TLS fails with: the client's own bytes go to a fresh connection, and what comes back is the upstream's.</summary>
public sealed class BrokenHandshakeTests
{
    /// <summary>What an upstream answers to a hello, in hexadecimal.</summary>
    public static TheoryData<string> Answers =>
    [
        // Garbage.
        "485454502F312E3120343030204261642052657175657374" + "0D0A0D0A",
        "00",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        // A record that is too long, and one that is empty.
        "160303FFFF0200FFFB",
        "1603030000",
        // Alerts: protocol_version of a server that speaks TLS 1.0 alone, handshake_failure, internal_error.
        "15030100020246",
        "15030300020228",
        "15030300020250",
        // A ServerHello of TLS 1.0, and one of TLS 1.1 (RFC 4346).
        "160301002A020000260301" + "0102030405060708091011121314151617181920212223242526272829303132" + "00002F00",
        "160302002A020000260302" + "0102030405060708091011121314151617181920212223242526272829303132" + "00002F00",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_that_is_no_handshake_of_ours_is_left_to_the_client(string answer)
    {
        await using var rig = new TlsRig();
        await AssertLeftToClientAsync(rig, async first =>
        {
            await first.SendAsync(Convert.FromHexString(answer));
            first.FinishSending();
        }, Convert.FromHexString(answer));
    }

    [Fact]
    public async Task A_reset_is_left_to_the_client()
    {
        await using var rig = new TlsRig();
        await AssertLeftToClientAsync(rig, first =>
        {
            first.Reset();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_close_is_left_to_the_client()
    {
        await using var rig = new TlsRig();
        await AssertLeftToClientAsync(rig, first =>
        {
            first.FinishSending();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_stall_is_left_to_the_client_once_the_limit_is_over()
    {
        var time = new FakeTime();
        await using var rig = new TlsRig(o => o with { Time = time, ConnectTimeout = TimeSpan.FromSeconds(7) });
        await AssertLeftToClientAsync(rig, async first =>
        {
            await time.WhenTimerAsync(TimeSpan.FromSeconds(7));
            time.Advance(TimeSpan.FromSeconds(7));
        });
    }

    [Fact]
    public async Task A_ServerHello_of_16_MB_is_left_to_the_client_after_its_first_bytes()
    {
        await using var rig = new TlsRig();
        await AssertLeftToClientAsync(rig, async first =>
        {
            await first.SendAsync(Convert.FromHexString("1603034000" + "02FFFFFF"));
            await first.SendAsync(new byte[0x4000 - 4]);
        });
    }

    [Theory]
    [InlineData("ab..example")]
    [InlineData("-----------")]
    [InlineData("...........")]
    [InlineData("xn--a.examp")]
    public async Task A_server_name_that_is_none_is_left_to_the_upstream(string name)
    {
        await using var rig = new TlsRig();
        var hello = Encoding.Latin1.GetString(await HelloAsync()).Replace(TlsRig.Host, name, StringComparison.Ordinal);
        using var client = await rig.TunnelAsync();
        using var first = await rig.Origin.AcceptAsync();
        await client.SendAsync(hello);
        var tried = TlsPeer.AcceptAsync(first, rig.ServerOptions());
        using var second = await rig.Origin.AcceptAsync();
        Assert.Equal(hello, await second.ReadAsync(hello.Length));
        await tried.ContinueWith(static _ => { }, TaskScheduler.Default);
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Certificate);
    }

    [Fact]
    public async Task An_upstream_that_can_not_be_reached_again_ends_the_tunnel()
    {
        await using var rig = new TlsRig();
        using var client = await rig.TunnelAsync();
        var first = await rig.Origin.AcceptAsync();
        await client.SendAsync(await HelloAsync());
        await first.ReadAsync(1);
        rig.Origin.Dispose();
        first.Reset();
        await client.ReadToResetAsync();
        Assert.Empty(rig.Observer.NotInspectedReasons);
        Assert.Equal(1, rig.Proxy.Counters.UpstreamFailures);
    }

    [Fact]
    public async Task A_client_that_goes_away_meanwhile_is_not_dialled_for_again()
    {
        await using var rig = new TlsRig();
        var client = await rig.TunnelAsync();
        using var first = await rig.Origin.AcceptAsync();
        await client.SendAsync(await HelloAsync());
        await first.ReadAsync(1);
        client.Dispose();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(first.ReadToEndAsync);
        await rig.Proxy.DisposeAsync();
        Assert.True(rig.Origin.NobodyWaits);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task A_client_that_resets_meanwhile_is_not_dialled_for_again()
    {
        await using var rig = new TlsRig();
        var client = await rig.TunnelAsync();
        using var first = await rig.Origin.AcceptAsync();
        await client.SendAsync(await HelloAsync());
        await first.ReadAsync(1);
        client.Reset();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(first.ReadToEndAsync);
        await rig.Proxy.DisposeAsync();
        Assert.True(rig.Origin.NobodyWaits);
    }

    [Fact]
    public async Task Stopping_ends_a_handshake_with_the_upstream_that_is_under_way()
    {
        await using var rig = new TlsRig();
        using var client = await rig.TunnelAsync();
        using var first = await rig.Origin.AcceptAsync();
        await client.SendAsync(await HelloAsync());
        await first.ReadAsync(1);
        await rig.Proxy.DisposeAsync().AsTask().WaitAsync(Peer.Patience);
        Assert.Equal(0, rig.Proxy.Counters.Active);
        Assert.True(rig.Origin.NobodyWaits);
        await client.ReadToResetAsync();
    }

    [Fact]
    public async Task Stopping_ends_a_handshake_with_the_client_that_is_under_way()
    {
        await using var rig = new TlsRig();
        using var client = await rig.TunnelAsync();
        var accepted = await rig.Origin.AcceptAsync();
        var serverSide = TlsPeer.AcceptAsync(accepted, rig.ServerOptions());
        await client.SendAsync(await HelloAsync());
        await serverSide;
        Assert.StartsWith("\x16\x03", await client.ReadAsync(2), StringComparison.Ordinal);
        await rig.Proxy.DisposeAsync().AsTask().WaitAsync(Peer.Patience);
        Assert.Equal(0, rig.Proxy.Counters.Active);
        Assert.Empty(rig.Proxy.Bypassed);
    }

    [Fact]
    public async Task A_client_that_stalls_in_its_handshake_is_cut_and_that_is_no_rejection()
    {
        var time = new FakeTime();
        await using var rig = new TlsRig(o => o with { Time = time, ConnectTimeout = TimeSpan.FromSeconds(7) });
        for (var round = 0; round < 4; round++)
        {
            using var client = await rig.TunnelAsync();
            var serverSide = TlsPeer.AcceptAsync(await rig.Origin.AcceptAsync(), rig.ServerOptions());
            await client.SendAsync(await HelloAsync());
            using var server = await serverSide;
            await client.ReadAsync(1);
            await time.WhenTimerAsync(TimeSpan.FromSeconds(7));
            time.Advance(TimeSpan.FromSeconds(7));
            await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(client.ReadToEndAsync);
        }

        Assert.Empty(rig.Proxy.Bypassed);
    }

    /// <summary>A first connection that fails, and a second one that has the client's hello and answers to the client.</summary>
    private static async Task AssertLeftToClientAsync(TlsRig rig, Func<Peer, Task> fail, byte[]? answer = null)
    {
        var hello = await HelloAsync();
        var reply = Encoding.Latin1.GetString(answer ?? "whatever"u8.ToArray());
        using var client = await rig.TunnelAsync();
        var first = await rig.Origin.AcceptAsync();
        await client.SendAsync(hello);
        await first.ReadAsync(5);
        await fail(first);

        using var second = await rig.Origin.AcceptAsync();
        Assert.Equal(Encoding.Latin1.GetString(hello), await second.ReadAsync(hello.Length));
        await second.SendAsync(reply);
        Assert.Equal(reply, await client.ReadAsync(reply.Length));
        await client.SendAsync("more");
        Assert.Equal("more", await second.ReadAsync(4));
        second.FinishSending();
        Assert.Equal("", await client.ReadToEndAsync());
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Certificate);
        first.Dispose();
    }

    private static Task<byte[]> HelloAsync() => FirstFlight.OfAsync(new SslClientAuthenticationOptions
    {
        TargetHost = TlsRig.Host,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
    });
}
