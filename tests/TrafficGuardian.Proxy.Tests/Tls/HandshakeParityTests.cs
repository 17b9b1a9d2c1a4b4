using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Tls;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>The client gets what its upstream would have given it, and the upstream is asked for what the client asks for.</summary>
public sealed class HandshakeParityTests
{
    private const string Request = "GET / HTTP/1.1\r\n\r\n";

    [Theory]
    [InlineData("h2 http/1.1", "h2 http/1.1", "h2")]
    [InlineData("h2 http/1.1", "http/1.1", "http/1.1")]
    [InlineData("http/1.1 h2", "h2", "h2")]
    [InlineData("h2 http/1.1", "", "")]
    [InlineData("mqtt", "mqtt", "mqtt")]
    [InlineData("", "h2", "")]
    [InlineData("", "", "")]
    public async Task The_upstream_chooses_the_protocol_from_the_clients_list(string offered, string spoken, string chosen)
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync(c => c.ApplicationProtocols = List(offered), s => s.ApplicationProtocols = List(spoken));
        Assert.Equal(chosen, client.Stream.NegotiatedApplicationProtocol.ToString());
        Assert.Equal(chosen, server.Stream.NegotiatedApplicationProtocol.ToString());
        Assert.Equal(offered, string.Join(' ', HelloOf(server).Protocols));
    }

    [Fact]
    public async Task An_upstream_that_speaks_none_of_them_says_so_itself()
    {
        await using var rig = new TlsRig();
        var options = rig.ClientOptions();
        options.ApplicationProtocols = List("h2");
        await Assert.ThrowsAsync<AuthenticationException>(() => BlindTunnel.OpenAsync(rig, options, () =>
        {
            var server = rig.ServerOptions();
            server.ApplicationProtocols = List("http/1.1");
            return server;
        }));
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Certificate);
    }

    [Fact]
    public async Task The_server_name_is_the_clients_and_the_certificate_is_for_it()
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync(
            c => c.TargetHost = "sni.example", s => s.ServerCertificate = rig.World.Issue(new LeafSpec { Host = "sni.example" }));
        Assert.Equal("sni.example", HelloOf(server).ServerName);
        Assert.True(((X509Certificate2)client.Stream.RemoteCertificate!).MatchesHostname("sni.example"));
        await client.SendAsync(Request);
        Assert.Equal(TlsRig.Host, (await rig.Observer.NextAsync()).Info.Host);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Without_a_server_name_none_is_sent_and_the_certificate_is_for_the_address(string address)
    {
        await using var rig = new TlsRig();
        using var origin = new ScriptedServer(IPAddress.Parse(address));
        var raw = await rig.TunnelAsync(new IPEndPoint(IPAddress.Parse(address), origin.Port).ToString());
        var options = rig.ClientOptions();
        options.TargetHost = address;
        var serverSide = TlsPeer.AcceptAsync(await origin.AcceptAsync(), rig.ServerOptions(new LeafSpec { Host = address }));
        using var client = await TlsPeer.ConnectAsync(raw, options);
        using var server = await serverSide;
        Assert.Null(HelloOf(server).ServerName);
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        Assert.Equal(address, (await rig.Observer.NextAsync()).Info.Host);
    }

    [Fact]
    public async Task Without_a_server_name_the_certificate_is_for_the_host_of_the_tunnel()
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync(c =>
        {
            c.TargetHost = "";
            c.RemoteCertificateValidationCallback = static (_, shown, _, _) => ((X509Certificate2)shown!).MatchesHostname(TlsRig.Host);
        });
        Assert.Null(HelloOf(server).ServerName);
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
    }

    [Fact]
    public async Task A_client_of_TLS_1_2_reaches_an_upstream_of_TLS_1_3()
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync(c => c.EnabledSslProtocols = SslProtocols.Tls12, s => s.EnabledSslProtocols = SslProtocols.Tls13);
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
    }

    [Fact]
    public async Task A_client_of_TLS_1_3_alone_reaches_no_upstream_of_TLS_1_2()
    {
        await using var rig = new TlsRig();
        var options = rig.ClientOptions();
        options.EnabledSslProtocols = SslProtocols.Tls13;
        await Assert.ThrowsAsync<AuthenticationException>(() => BlindTunnel.OpenAsync(rig, options, () => OfTls12(rig)));
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Certificate);
    }

    [Fact]
    public async Task A_weak_suite_is_agreed_on_for_a_client_that_offers_it_and_for_no_other()
    {
        const TlsCipherSuite Weak = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256;
        const TlsCipherSuite Good = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync(
            c => c.CipherSuitesPolicy = new CipherSuitesPolicy([Good, Weak]), s => Only(s, Weak));
        Assert.Equal(Weak, server.Stream.NegotiatedCipherSuite);
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        Assert.Empty(rig.Observer.NotInspectedReasons);

        var options = rig.ClientOptions();
        options.CipherSuitesPolicy = new CipherSuitesPolicy([Good]);
        await Assert.ThrowsAsync<AuthenticationException>(() => BlindTunnel.OpenAsync(rig, options, () =>
        {
            var weak = rig.ServerOptions();
            Only(weak, Weak);
            return weak;
        }));
        Assert.Equal([NotInspectedReason.Certificate], rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task A_client_that_takes_no_elliptic_certificate_is_left_to_its_upstream_at_once()
    {
        await using var rig = new TlsRig();
        var certificate = rig.World.Issue(new LeafSpec { RsaBits = 2048 });
        var (client, server) = await rig.OpenAsync(
            c =>
            {
                c.CertificateChainPolicy = rig.ClientOptions(trusts: rig.World).CertificateChainPolicy;
                c.EnabledSslProtocols = SslProtocols.Tls12;
                c.CipherSuitesPolicy = new CipherSuitesPolicy([TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]);
            },
            s => s.ServerCertificate = certificate);
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        Assert.Equal(client.Wire.BytesWritten(), server.Wire.BytesRead());
        await BlindTunnel.AssertToldAsync(rig, NotInspectedReason.Mismatch);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(100, true)]
    public async Task A_hello_may_come_in_any_pieces(int size, bool inRecords)
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync(helloAs: hello => inRecords ? Records(hello, size) : hello.Chunk(size));
        await client.SendAsync(Request);
        Assert.Equal(Request, await server.ReadHeadAsync());
        Assert.Equal(TlsRig.Host, HelloOf(server).ServerName);
        Assert.Single(rig.Observer.Exchanges);
    }

    [Fact]
    public async Task A_hello_may_come_with_the_CONNECT_request()
    {
        await using var rig = new TlsRig();
        using var client = await Peer.ConnectAsync(rig.Proxy.Endpoint);
        var hello = await FirstFlight.OfAsync(rig.ClientOptions());
        await client.SendAsync(new ReadOnlyMemory<byte>([.. Encoding.ASCII.GetBytes($"CONNECT {rig.Name} HTTP/1.1\r\n\r\n"), .. hello]));
        using var server = await TlsPeer.AcceptAsync(await rig.Origin.AcceptAsync(), rig.ServerOptions());
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", await client.ReadHeadAsync());
        Assert.StartsWith("\x16\x03", await client.ReadAsync(2), StringComparison.Ordinal);
        Assert.Equal(TlsRig.Host, HelloOf(server).ServerName);
    }

    [Fact]
    public async Task An_encrypted_hello_and_values_that_nobody_knows_are_passed_over()
    {
        await using var rig = new TlsRig();
        using var client = await rig.TunnelAsync();
        var hello = await FirstFlight.OfAsync(rig.ClientOptions());
        hello = HelloBytes.WithExtension(hello, 0xFE0D, [0, 0, 1, 0, 1, 7, 0, 1, 9, 0, 1, 9]);
        hello = HelloBytes.WithExtension(hello, 0x4A4A, [0]);
        await client.SendAsync(hello);
        using var server = await TlsPeer.AcceptAsync(await rig.Origin.AcceptAsync(), rig.ServerOptions());
        Assert.Equal(TlsRig.Host, HelloOf(server).ServerName);
        Assert.StartsWith("\x16\x03", await client.ReadAsync(2), StringComparison.Ordinal);
    }

    private static ClientHello HelloOf(TlsPeer server)
    {
        Assert.Equal(ClientHelloStatus.Complete, ClientHelloReader.Read(server.Wire.BytesRead(), out var hello));
        return hello!;
    }

    private static List<SslApplicationProtocol>? List(string names) =>
        names.Length == 0 ? null : [.. names.Split(' ').Select(name => new SslApplicationProtocol(name))];

    private static SslServerAuthenticationOptions OfTls12(TlsRig rig)
    {
        var options = rig.ServerOptions();
        options.EnabledSslProtocols = SslProtocols.Tls12;
        return options;
    }

    private static void Only(SslServerAuthenticationOptions options, TlsCipherSuite suite)
    {
        options.EnabledSslProtocols = SslProtocols.Tls12;
        options.CipherSuitesPolicy = new CipherSuitesPolicy([suite]);
    }

    private static IEnumerable<byte[]> Records(byte[] hello, int size) =>
        hello[5..].Chunk(size).Select(part => (byte[])[22, 3, 1, 0, (byte)part.Length, .. part]);
}
