using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Upstreams whose certificate we can't vouch for: the client meets them itself, on a fresh connection.</summary>
public sealed class BadCertificateTests
{
    public static TheoryData<string> Cases =>
    [
        "expired", "not yet valid", "for another host", "self-signed", "of an unknown CA", "without its intermediate",
        "for clients only", "with names that can't be read",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_client_that_accepts_it_is_served_by_the_upstream_itself(string bad)
    {
        await using var rig = new TlsRig();
        using var other = new MadeAuthority("Other");
        var certificate = Certificate(bad, rig, other);
        var (client, server) = await BlindTunnel.OpenAsync(rig, Trusting(), () => Serving(certificate));
        Assert.Equal(certificate.Thumbprint, ((X509Certificate2)client.Stream.RemoteCertificate!).Thumbprint);
        await BlindTunnel.AssertAsync(rig, client, server);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_client_that_would_refuse_it_refuses_it(string bad)
    {
        await using var rig = new TlsRig();
        using var other = new MadeAuthority("Other");
        var certificate = Certificate(bad, rig, other);
        string? seen = null;
        var options = Trusting();
        options.RemoteCertificateValidationCallback = (_, shown, _, _) =>
        {
            seen = ((X509Certificate2)shown!).Thumbprint;
            return false;
        };
        await Assert.ThrowsAsync<AuthenticationException>(() => BlindTunnel.OpenAsync(rig, options, () => Serving(certificate)));
        Assert.Equal(certificate.Thumbprint, seen);
    }

    [Fact]
    public async Task The_fresh_connection_goes_to_the_address_that_was_looked_at_and_no_name_is_looked_up_again()
    {
        var lookups = 0;
        await using var rig = new TlsRig(o => o with
        {
            Resolve = (_, _) => Task.FromResult<System.Net.IPAddress[]>(
                [++lookups == 1 ? System.Net.IPAddress.Loopback : System.Net.IPAddress.Parse("127.0.0.66")]),
        });
        using var other = new MadeAuthority("Other");
        var certificate = Certificate("of an unknown CA", rig, other);
        var (client, server) = await BlindTunnel.OpenAsync(rig, Trusting(), () => Serving(certificate));
        await BlindTunnel.AssertAsync(rig, client, server);
        Assert.Equal(1, lookups);
    }

    [Fact]
    public async Task A_chain_that_is_sent_whole_is_followed_and_nothing_is_fetched()
    {
        await using var rig = new TlsRig();
        using var between = rig.World.Intermediate("Between");
        using var leaf = between.Issue();
        var (client, server) = await rig.OpenAsync(server: o =>
        {
            o.ServerCertificate = null;
            o.ServerCertificateContext = SslStreamCertificateContext.Create(leaf, [between.Certificate], offline: true);
        });
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal("GET / HTTP/1.1\r\n\r\n", await server.ReadHeadAsync());
        Assert.Single(rig.Observer.Exchanges);
        Assert.Empty(rig.Observer.NotInspectedReasons);
        Assert.True(rig.Origin.NobodyWaits);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, false)]
    public async Task An_upstream_that_asks_for_a_certificate_of_the_client_gets_the_clients_own(SslProtocols version, bool needed)
    {
        await using var rig = new TlsRig();
        using var own = rig.World.Issue(new LeafSpec { Host = "agent.example", Usage = LeafSpec.ClientAuthentication });
        var options = Trusting();
        options.ClientCertificates = [own];
        for (var round = 0; round < 2; round++)
        {
            var (client, server) = await BlindTunnel.OpenAsync(rig, options, () => Asking(rig, version, needed));
            Assert.Equal(own.Thumbprint, ((X509Certificate2)server.Stream.RemoteCertificate!).Thumbprint);
            await client.SendAsync("x");
            Assert.Equal("x", await server.ReadAsync(1));
            client.Dispose();
            server.Dispose();
        }

        Assert.Equal(2, rig.Observer.NotInspectedReasons.Count);
    }

    [Fact]
    public async Task What_was_good_once_is_bad_when_it_has_expired()
    {
        var time = new FakeTime();
        await using var rig = new TlsRig(o => o with { Time = time });
        using var leaf = rig.World.Issue(new LeafSpec { UntilDays = 1 });
        var (first, _) = await rig.OpenAsync(server: o => o.ServerCertificate = leaf);
        await first.SendAsync("GET / HTTP/1.1\r\n\r\n");
        await rig.Observer.NextAsync();
        first.Dispose();

        time.Advance(TimeSpan.FromDays(1.5));
        await BlindTunnel.OpenAsync(rig, Trusting(), () => Serving(leaf));
        Assert.Single(rig.Observer.NotInspectedReasons);
    }

    private static X509Certificate2 Certificate(string bad, TlsRig rig, MadeAuthority other) => bad switch
    {
        "expired" => rig.World.Issue(new LeafSpec { FromDays = -30, UntilDays = -1 }),
        "not yet valid" => rig.World.Issue(new LeafSpec { FromDays = 1, UntilDays = 30 }),
        "for another host" => rig.World.Issue(new LeafSpec { Host = "other.example" }),
        "self-signed" => rig.World.Issue(new LeafSpec { SelfSigned = true }),
        "of an unknown CA" => other.Issue(),
        "without its intermediate" => rig.World.Intermediate("Between").Issue(),
        "for clients only" => rig.World.Issue(new LeafSpec { Usage = LeafSpec.ClientAuthentication }),
        "with names that can't be read" => rig.World.Issue(new LeafSpec { RawNames = [0x30, 0x05, 0x82] }),
        _ => throw new ArgumentOutOfRangeException(nameof(bad), bad, message: null),
    };

    /// <summary>A client that looks at no certificate.</summary>
    private static SslClientAuthenticationOptions Trusting() => new()
    {
        TargetHost = TlsRig.Host,
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
    };

    private static SslServerAuthenticationOptions Serving(X509Certificate2 certificate) => new() { ServerCertificate = certificate };

    private static SslServerAuthenticationOptions Asking(TlsRig rig, SslProtocols version, bool needed)
    {
        var options = rig.ServerOptions();
        options.EnabledSslProtocols = version;
        options.ClientCertificateRequired = true;
        options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null || !needed;
        return options;
    }
}
