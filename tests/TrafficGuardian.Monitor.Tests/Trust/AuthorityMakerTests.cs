using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Trust;

public sealed class AuthorityMakerTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("api.example.com", true)]
    [InlineData("deep.api.example.com", true)]
    [InlineData("other.example", false)]
    [InlineData("127.0.0.1", false)]
    public void A_constrained_CA_vouches_for_its_own_hosts_alone(string host, bool valid) =>
        Assert.Equal(valid, Verifies(AuthorityMaker.Make(["*.api.example.com", "api.example.com"], 90, Now), host));

    [Theory]
    [InlineData("api.example.com")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void An_unconstrained_CA_vouches_for_names_and_addresses(string host) =>
        Assert.True(Verifies(AuthorityMaker.Make([], 90, Now), host));

    [Fact]
    public void A_CA_can_sign_no_other_CA_and_lives_as_long_as_asked()
    {
        using var authority = AuthorityMaker.Make([], 30, Now);
        var constraints = authority.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.True(constraints is { Critical: true, CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0 });
        Assert.True(authority.Extensions.OfType<X509KeyUsageExtension>().Single().Critical);
        Assert.Equal(Now.AddDays(30).UtcDateTime, authority.NotAfter.ToUniversalTime(), TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(826)]
    public void A_life_out_of_range_is_refused(int days) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AuthorityMaker.Make([], days, Now));

    private static bool Verifies(X509Certificate2 authority, string host)
    {
        using var leaf = Leaf(authority, host);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(authority.RawData));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(leaf) && leaf.MatchesHostname(host);
    }

    private static X509Certificate2 Leaf(X509Certificate2 authority, string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        return request.Create(authority, Now.AddHours(-1), Now.AddDays(1), [1, 2, 3]);
    }
}
