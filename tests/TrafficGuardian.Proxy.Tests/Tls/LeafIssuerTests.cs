using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Tls;

namespace TrafficGuardian.Proxy.Tests.Tls;

public sealed class LeafIssuerTests
{
    [Fact]
    public void A_leaf_is_for_one_host_for_servers_and_signs_nothing()
    {
        using var authority = new MadeAuthority("Ours");
        using var leaf = new LeafIssuer(authority.Certificate, TimeProvider.System).Issue("api.example");
        Assert.Equal(["api.example"], Extension<X509SubjectAlternativeNameExtension>(leaf).EnumerateDnsNames());
        Assert.Empty(Extension<X509SubjectAlternativeNameExtension>(leaf).EnumerateIPAddresses());
        Assert.Equal(LeafSpec.ServerAuthentication, Assert.Single(Extension<X509EnhancedKeyUsageExtension>(leaf).EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>()).Value);
        var usage = Extension<X509KeyUsageExtension>(leaf);
        Assert.Equal((X509KeyUsageFlags.DigitalSignature, true), (usage.KeyUsages, usage.Critical));
        var constraints = Extension<X509BasicConstraintsExtension>(leaf);
        Assert.Equal((false, true), (constraints.CertificateAuthority, constraints.Critical));
        Assert.Equal(
            Extension<X509SubjectKeyIdentifierExtension>(authority.Certificate).SubjectKeyIdentifierBytes.ToArray(),
            Extension<X509AuthorityKeyIdentifierExtension>(leaf).KeyIdentifier!.Value.ToArray());
        Assert.Equal("CN=api.example", leaf.Subject);
        Assert.Equal(authority.Certificate.Subject, leaf.Issuer);
        Assert.True(leaf.HasPrivateKey);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_leaf_for_an_address_names_the_address(string address)
    {
        using var authority = new MadeAuthority("Ours");
        using var leaf = new LeafIssuer(authority.Certificate, TimeProvider.System).Issue(address);
        Assert.Equal([IPAddress.Parse(address)], Extension<X509SubjectAlternativeNameExtension>(leaf).EnumerateIPAddresses());
        Assert.Empty(Extension<X509SubjectAlternativeNameExtension>(leaf).EnumerateDnsNames());
    }

    [Fact]
    public void A_leaf_is_valid_from_a_day_ago_for_a_week()
    {
        var time = new FakeTime();
        using var authority = new MadeAuthority("Ours");
        using var leaf = new LeafIssuer(authority.Certificate, time).Issue("api.example");
        var now = time.GetUtcNow();
        AssertNear(now.AddDays(-1), leaf.NotBefore);
        AssertNear(now.AddDays(7), leaf.NotAfter);
    }

    [Fact]
    public void A_leaf_is_valid_at_no_time_when_its_CA_is_not()
    {
        var time = new FakeTime();
        using var authority = new MadeAuthority("Ours");
        var end = new DateTimeOffset(authority.Certificate.NotAfter);
        time.Advance(end.AddDays(-2) - time.GetUtcNow());
        using var leaf = new LeafIssuer(authority.Certificate, time).Issue("api.example");
        Assert.Equal(authority.Certificate.NotAfter, leaf.NotAfter);
    }

    [Fact]
    public void A_name_too_long_for_the_subject_stands_in_the_alternative_name()
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 60), 4));
        using var authority = new MadeAuthority("Ours");
        using var leaf = new LeafIssuer(authority.Certificate, TimeProvider.System).Issue(name);
        Assert.True(leaf.MatchesHostname(name, allowWildcards: false, allowCommonName: false));
    }

    [Fact]
    public void No_two_leaves_share_a_serial_number_or_a_key()
    {
        using var authority = new MadeAuthority("Ours");
        var issuer = new LeafIssuer(authority.Certificate, TimeProvider.System);
        using var one = issuer.Issue("api.example");
        using var other = issuer.Issue("api.example");
        Assert.NotEqual(one.SerialNumber, other.SerialNumber);
        Assert.NotEqual(one.GetPublicKeyString(), other.GetPublicKeyString());
        Assert.InRange(one.SerialNumberBytes.Length, 16, 20);
    }

    [Theory]
    [InlineData(2048, true)]
    [InlineData(0, false)]
    [InlineData(2048, false)]
    public async Task Clients_accept_leaves_of_any_CA_that_an_operator_may_have(int rsaBits, bool withKeyId)
    {
        using var authority = new MadeAuthority("Operator", rsaBits, withKeyId);
        await using var rig = new TlsRig(o => o with { Interception = o.Interception! with { Authority = authority.Certificate } });
        foreach (var version in new[] { SslProtocols.Tls12, SslProtocols.Tls13 })
        {
            var (client, server) = await rig.OpenAsync(c =>
            {
                c.EnabledSslProtocols = version;
                c.CertificateChainPolicy = rig.ClientOptions(trusts: authority).CertificateChainPolicy;
            });
            await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
            Assert.Equal("GET / HTTP/1.1\r\n\r\n", await server.ReadHeadAsync());
        }
    }

    [Fact]
    public async Task A_CA_below_another_is_sent_along_for_clients_that_trust_the_other()
    {
        using var root = new MadeAuthority("Operator");
        using var authority = root.Intermediate("Operator's department");
        await using var rig = new TlsRig(o => o with { Interception = o.Interception! with { Authority = authority.Certificate } });
        var (client, server) = await rig.OpenAsync(c => c.CertificateChainPolicy = rig.ClientOptions(trusts: root).CertificateChainPolicy);
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal("GET / HTTP/1.1\r\n\r\n", await server.ReadHeadAsync());
    }

    private static T Extension<T>(X509Certificate2 certificate)
        where T : X509Extension => Assert.Single(certificate.Extensions.OfType<T>());

    private static void AssertNear(DateTimeOffset expected, DateTime actual) =>
        Assert.InRange(new DateTimeOffset(actual) - expected, TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
}
