using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Tls;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Clients that pin their server's certificate, and clients that only look like it.</summary>
public sealed class PinningTests
{
    private const string Request = "GET / HTTP/1.1\r\n\r\n";

    [Fact]
    public async Task A_client_that_says_no_is_left_alone_from_its_next_connection_on()
    {
        await using var rig = new TlsRig();
        await SayNoAsync(rig);
        var bypassed = Assert.Single(rig.Proxy.Bypassed);
        Assert.Equal((IPAddress.Loopback, TlsRig.Host, rig.Origin.Port), (bypassed.Client, bypassed.Host, bypassed.Port));
        Assert.Empty(rig.Observer.NotInspectedReasons);

        var (client, server) = await OpenBlindAsync(rig);
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        Assert.Equal(client.Wire.BytesWritten(), server.Wire.BytesRead());
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Pinning);
    }

    [Fact]
    public async Task After_an_hour_it_is_tried_again()
    {
        var time = new FakeTime();
        await using var rig = new TlsRig(o => o with { Time = time });
        await SayNoAsync(rig);
        time.Advance(TimeSpan.FromMinutes(59));
        var (client, _) = await OpenBlindAsync(rig);
        client.Dispose();

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(rig.Proxy.Bypassed);
        await OpenAndAskAsync(rig);
    }

    [Fact]
    public async Task A_host_that_got_content_once_is_never_left_alone()
    {
        await using var rig = new TlsRig();
        (await OpenAndAskAsync(rig)).Dispose();
        await rig.WhenIdleAsync();
        for (var round = 0; round < 4; round++)
        {
            await SayNoAsync(rig);
            await CloseSilentlyAsync(rig);
        }

        Assert.Empty(rig.Proxy.Bypassed);
        await OpenAndAskAsync(rig);
    }

    /// <summary>A hostile client has more than one way to say which host it means, and more than one address of this machine.</summary>
    [Theory]
    [InlineData("api.example.", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("api.example", "127.0.0.2")]
    public async Task It_is_the_same_host_and_the_same_client_however_they_are_written(string host, string from)
    {
        await using var rig = new TlsRig();
        (await OpenAndAskAsync(rig)).Dispose();
        await rig.WhenIdleAsync();
        await SayNoAsync(rig, $"{host}:{rig.Origin.Port}", IPAddress.Parse(from));
        Assert.Empty(rig.Proxy.Bypassed);
    }

    [Fact]
    public async Task A_no_is_taken_back_by_content_that_comes_later()
    {
        await using var rig = new TlsRig();
        var (early, server) = await rig.OpenAsync();
        await SayNoAsync(rig, open: 1);
        Assert.Single(rig.Proxy.Bypassed);

        // What comes second is sent on after the first has been noted.
        for (var round = 0; round < 2; round++)
        {
            await early.SendAsync(Request);
            Assert.Equal(Request, await server.ReadHeadAsync());
        }

        Assert.Empty(rig.Proxy.Bypassed);
    }

    [Fact]
    public async Task A_host_that_is_left_alone_is_so_with_a_dot_behind_it()
    {
        await using var rig = new TlsRig();
        await SayNoAsync(rig);
        var options = rig.ClientOptions(trusts: rig.World);
        await rig.OpenAsync(c => c.CertificateChainPolicy = options.CertificateChainPolicy, name: $"{TlsRig.Host}.:{rig.Origin.Port}");
    }

    [Fact]
    public async Task Three_silent_closes_in_a_row_count_as_a_no()
    {
        await using var rig = new TlsRig();
        for (var round = 0; round < 3; round++)
        {
            Assert.Empty(rig.Proxy.Bypassed);
            await CloseSilentlyAsync(rig);
        }

        Assert.Single(rig.Proxy.Bypassed);
        await OpenBlindAsync(rig);
    }

    [Fact]
    public async Task Content_after_two_silent_closes_makes_up_for_them()
    {
        await using var rig = new TlsRig();
        await CloseSilentlyAsync(rig);
        await CloseSilentlyAsync(rig);
        (await OpenAndAskAsync(rig)).Dispose();
        await rig.WhenIdleAsync();
        await CloseSilentlyAsync(rig);
        Assert.Empty(rig.Proxy.Bypassed);
    }

    [Fact]
    public async Task An_upstream_that_closes_first_is_no_clients_no()
    {
        await using var rig = new TlsRig();
        for (var round = 0; round < 4; round++)
        {
            var (client, server) = await rig.OpenAsync();
            await server.FinishSendingAsync();
            Assert.Equal("", await client.ReadToEndAsync());
            client.Dispose();
            server.Dispose();
            await rig.WhenIdleAsync();
        }

        Assert.Empty(rig.Proxy.Bypassed);
    }

    [Fact]
    public async Task An_upstream_that_resets_first_is_no_clients_no()
    {
        await using var rig = new TlsRig();
        for (var round = 0; round < 4; round++)
        {
            var (client, server) = await rig.OpenAsync();
            server.Reset();
            await client.ReadToResetAsync();
            await rig.WhenIdleAsync();
        }

        Assert.Empty(rig.Proxy.Bypassed);
    }

    [Fact]
    public async Task Another_client_and_another_host_are_not_left_alone()
    {
        await using var rig = new TlsRig();
        await SayNoAsync(rig);
        var (other, _) = await rig.OpenAsync(from: IPAddress.Parse("127.0.0.2"));
        await other.SendAsync(Request);
        Assert.Equal(IPAddress.Parse("127.0.0.2"), (await rig.Observer.NextAsync()).Info.Client);

        var name = $"other.example:{rig.Origin.Port}";
        var (client, _) = await rig.OpenAsync(c => c.TargetHost = "other.example", s => s.ServerCertificate = rig.World.Issue(new LeafSpec { Host = "other.example" }), name);
        await client.SendAsync(Request);
        Assert.Equal("other.example", (await rig.Observer.NextAsync()).Info.Host);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_the_oldest_goes_first()
    {
        var memory = new PinningMemory(new FakeTime());
        for (var port = 1; port <= 5000; port++)
            Assert.True(memory.AddRejection(IPAddress.Loopback, "api.example", port, "api.example", said: true));
        Assert.Equal(4096, memory.Bypassed.Count);
        Assert.False(memory.IsBypassed(IPAddress.Loopback, "api.example", 1));
        Assert.True(memory.IsBypassed(IPAddress.Loopback, "api.example", 5000));
    }

    [Fact]
    public void What_was_left_alone_and_is_tried_again_counts_from_the_beginning()
    {
        var time = new FakeTime();
        var memory = new PinningMemory(time);
        for (var round = 0; round < 3; round++)
            memory.AddRejection(IPAddress.Loopback, "a.example", 443, "a.example", said: false);
        Assert.True(memory.IsBypassed(IPAddress.Loopback, "a.example", 443));
        time.Advance(PinningMemory.Duration);
        Assert.False(memory.IsBypassed(IPAddress.Loopback, "a.example", 443));
        Assert.False(memory.AddRejection(IPAddress.Loopback, "a.example", 443, "a.example", said: false));
        Assert.False(memory.AddRejection(IPAddress.Loopback, "a.example", 443, "a.example", said: false));
        Assert.True(memory.AddRejection(IPAddress.Loopback, "a.example", 443, "a.example", said: false));
    }

    /// <summary>A client that answers the server's first flight with the alert unknown_ca, in the clear as TLS 1.2 has it.</summary>
    private static async Task SayNoAsync(TlsRig rig, string? name = null, IPAddress? from = null, int open = 0)
    {
        using var client = await rig.TunnelAsync(name, from);
        using var accepted = await rig.Origin.AcceptAsync();
        var server = TlsPeer.AcceptAsync(accepted, rig.ServerOptions());
        await client.SendAsync(await FirstFlight.OfAsync(new SslClientAuthenticationOptions
        {
            TargetHost = TlsRig.Host,
            EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12,
        }));
        await client.ReadAsync(5);
        await client.SendAsync(Convert.FromHexString("15030300020230"));
        await server.ContinueWith(static _ => { }, TaskScheduler.Default);
        await rig.WhenIdleAsync(open);
    }

    private static async Task CloseSilentlyAsync(TlsRig rig)
    {
        var (client, server) = await rig.OpenAsync();
        await client.FinishSendingAsync();
        Assert.Equal("", await server.ReadToEndAsync());
        server.Dispose();
        client.Dispose();
        await rig.WhenIdleAsync();
    }

    /// <summary>Through us, with our certificate.</summary>
    private static async Task<TlsPeer> OpenAndAskAsync(TlsRig rig)
    {
        var (client, server) = await rig.OpenAsync();
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        await rig.Observer.NextAsync();
        server.Dispose();
        return client;
    }

    /// <summary>Past us, with the server's own certificate.</summary>
    private static async Task<(TlsPeer Client, TlsPeer Server)> OpenBlindAsync(TlsRig rig)
    {
        var options = rig.ClientOptions(trusts: rig.World);
        var certificate = rig.World.Issue();
        var (client, server) = await rig.OpenAsync(c => c.CertificateChainPolicy = options.CertificateChainPolicy, s => s.ServerCertificate = certificate);
        Assert.Equal(certificate.Thumbprint, ((X509Certificate2)client.Stream.RemoteCertificate!).Thumbprint);
        return (client, server);
    }
}
