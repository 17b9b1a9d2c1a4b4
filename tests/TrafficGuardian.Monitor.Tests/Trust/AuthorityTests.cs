using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Trust;

public sealed class AuthorityTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly MadeAuthority _made = new();

    [Theory]
    [InlineData("PKCS#8")]
    [InlineData("SEC 1")]
    [InlineData("with parameters")]
    public void An_EC_key_is_read_in_every_form_that_openssl_writes(string form)
    {
        var pem = form switch
        {
            "PKCS#8" => _key.ExportPkcs8PrivateKeyPem(),
            "SEC 1" => _key.ExportECPrivateKeyPem(),
            _ => $"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{_key.ExportECPrivateKeyPem()}\n",
        };

        AssertUsable(_made.With(Good(), pem));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_RSA_key_is_read_in_both_its_forms(bool pkcs1)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=Own", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Array.ForEach(MadeAuthority.UsualExtensions, request.CertificateExtensions.Add);
        using var certificate = request.CreateSelfSigned(MadeAuthority.Now.AddDays(-1), MadeAuthority.Now.AddDays(9));

        AssertUsable(_made.With(certificate.ExportCertificatePem(), pkcs1 ? rsa.ExportRSAPrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_certificate_and_reads_as_openssl_prints_it()
    {
        using var certificate = MadeAuthority.Certificate(_key, extensions: MadeAuthority.UsualExtensions);
        _made.With(certificate.ExportCertificatePem(), _key.ExportPkcs8PrivateKeyPem());

        using var authority = _made.Read(out _);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)), authority!.Certificate.Fingerprint);
        Assert.Matches("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", authority.Certificate.FingerprintText);
        Assert.Equal(authority.Certificate.Fingerprint, authority.Certificate.FingerprintText.Replace(":", "").ToLowerInvariant());
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        using var certificate = MadeAuthority.Certificate(_key, days: 0, new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var faults = Faults(certificate.ExportCertificatePem(), other.ExportPkcs8PrivateKeyPem(), MadeAuthority.Now.AddDays(1));

        Assert.Equal(
            ["has expired on 2026-04-26", "is not a CA certificate (basicConstraints)", "may not sign certificates (keyUsage)", "is not the key of https_inspection.ca_certificate"],
            faults.Select(fault => fault.Message));
        Assert.All(faults, fault => Assert.NotEmpty(fault.Remedy));
    }

    [Fact]
    public void A_CA_of_tomorrow_is_refused() =>
        Assert.Equal("is not valid before 2026-04-25", Assert.Single(Faults(Good(), _key.ExportPkcs8PrivateKeyPem(), MadeAuthority.Now.AddDays(-3))).Message);

    [Fact]
    public void A_key_of_another_kind_is_no_pair()
    {
        using var rsa = RSA.Create(2048);

        Assert.Contains("is not the key", Assert.Single(Faults(Good(), rsa.ExportPkcs8PrivateKeyPem())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_CA_for_other_purposes_or_with_a_short_key_is_refused()
    {
        using var certificate = MadeAuthority.Certificate(
            _key, extensions: [.. MadeAuthority.UsualExtensions, new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false)]);
        Assert.Contains("extendedKeyUsage", Assert.Single(Faults(certificate.ExportCertificatePem(), _key.ExportPkcs8PrivateKeyPem())).Message, StringComparison.Ordinal);

        using var rsa = RSA.Create(1024);
        var request = new CertificateRequest("CN=Short", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Array.ForEach(MadeAuthority.UsualExtensions, request.CertificateExtensions.Add);
        using var weak = request.CreateSelfSigned(MadeAuthority.Now.AddDays(-1), MadeAuthority.Now.AddDays(9));
        Assert.Contains("too short", Assert.Single(Faults(weak.ExportCertificatePem(), rsa.ExportPkcs8PrivateKeyPem())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no PEM at all")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB")]
    [InlineData("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----")]
    public void A_broken_certificate_is_said_and_not_quoted(string text)
    {
        var fault = Assert.Single(Faults(text, _key.ExportPkcs8PrivateKeyPem()));

        Assert.Equal((AuthorityPart.Certificate, "names a file without a PEM certificate that can be read"), (fault.Part, fault.Message));
    }

    [Fact]
    public void A_broken_or_encrypted_key_is_said_and_not_quoted()
    {
        var good = _key.ExportPkcs8PrivateKeyPem();
        var cut = good.Remove(good.Length / 2, 8);
        foreach (var (pem, message) in new[]
        {
            ("", "without a private key"), (cut, "without a private key"), (Good(), "without a private key"),
            (_key.ExportEncryptedPkcs8PrivateKeyPem("made-up", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)), "is encrypted"),
            (_key.ExportECPrivateKeyPem().Replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", StringComparison.Ordinal), "is encrypted"),
        })
        {
            var fault = Assert.Single(Faults(Good(), pem));
            Assert.Equal(AuthorityPart.PrivateKey, fault.Part);
            Assert.Contains(message, fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(good.Split('\n')[1][..16], fault.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_that_others_may_read_is_refused_with_the_remedy()
    {
        _made.With(Good(), _key.ExportPkcs8PrivateKeyPem(), TemporaryFolder.FileMode | UnixFileMode.GroupRead);

        Assert.Null(_made.Read(out var faults));
        Assert.Contains("chmod go-rwx", Assert.Single(faults).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_missing_are_both_said()
    {
        Assert.Null(_made.Read(out var faults));
        Assert.Equal([AuthorityPart.Certificate, AuthorityPart.PrivateKey], faults.Select(fault => fault.Part));
        Assert.All(faults, fault => Assert.Contains("'ca init'", fault.Remedy, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(15, null)]
    [InlineData(14, "in 14 days")]
    [InlineData(1, "in 1 day:")]
    public void Its_end_is_said_from_fourteen_days_before_it(int days, string? notice)
    {
        using var certificate = MadeAuthority.Certificate(_key, days, MadeAuthority.UsualExtensions);
        using var authority = _made.With(certificate.ExportCertificatePem(), _key.ExportPkcs8PrivateKeyPem()).Read(out _);

        var said = authority!.Certificate.Notices(MadeAuthority.Now).SingleOrDefault();

        Assert.Equal(notice is null, said is null);
        Assert.Contains(notice ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void What_AuthorityMaker_makes_is_taken()
    {
        using var made = AuthorityMaker.Make(["api.example.com"], 90, MadeAuthority.Now);
        using var key = made.GetECDsaPrivateKey()!;
        using var authority = _made.With(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem()).Read(out _)!;

        Assert.Equal(["api.example.com"], authority.Certificate.Constraints.Permitted.DnsNames);
        Assert.Equal(["0.0.0.0/0", "::/0"], authority.Certificate.Constraints.Excluded.AddressTexts);
        Assert.True(authority.CanVouchFor("deep.api.example.com"));
        Assert.False(authority.CanVouchFor("127.0.0.1"));
    }

    public void Dispose()
    {
        _key.Dispose();
        _made.Dispose();
    }

    private static void AssertUsable(MadeAuthority made)
    {
        using var authority = made.Read(out var faults);
        Assert.Empty(faults);
        Assert.True(authority!.WithPrivateKey.HasPrivateKey);
        Assert.True(authority.CanVouchFor("any.example"));
    }

    private string Good()
    {
        using var certificate = MadeAuthority.Certificate(_key, extensions: MadeAuthority.UsualExtensions);
        return certificate.ExportCertificatePem();
    }

    private IReadOnlyList<AuthorityFault> Faults(string certificate, string key, DateTimeOffset? now = null)
    {
        _made.With(certificate, key);
        Assert.Null(Authority.Read(_made.Paths, now ?? MadeAuthority.Now, out var faults));
        return faults;
    }
}
