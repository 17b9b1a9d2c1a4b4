using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Trust;

public sealed class NameConstraintsTests
{
    private static readonly NameSubtrees Example = new() { DnsNames = ["example.com"] };

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("EXAMPLE.com.", true)]
    [InlineData("a.b.example.com", true)]
    [InlineData("notexample.com", false)]
    [InlineData("com", false)]
    [InlineData("", false)]
    public void A_permitted_name_covers_itself_and_what_is_below(string host, bool can) =>
        Assert.Equal(can, new NameConstraints(Example, NameSubtrees.None).CanVouchFor(host));

    [Theory]
    [InlineData("a.example.com", true)]
    [InlineData("b.example.com", false)]
    [InlineData("x.b.example.com", false)]
    public void An_excluded_name_wins(string host, bool can) =>
        Assert.Equal(can, new NameConstraints(Example, new NameSubtrees { DnsNames = ["b.example.com"] }).CanVouchFor(host));

    [Theory]
    [InlineData(".example.com", "a.example.com", true)]
    [InlineData(".example.com", "example.com", false)]
    [InlineData("", "anything.example", true)]
    public void A_leading_dot_means_what_is_below_alone_and_nothing_means_everything(string constraint, string host, bool can) =>
        Assert.Equal(can, new NameConstraints(new NameSubtrees { DnsNames = [constraint] }, NameSubtrees.None).CanVouchFor(host));

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("[fd00::1]", false)]
    [InlineData("any.example", true)]
    public void Permitted_addresses_bind_addresses_of_both_families_and_no_names(string host, bool can) =>
        Assert.Equal(can, new NameConstraints(Range("0A000000", "FF000000"), NameSubtrees.None).CanVouchFor(host));

    [Theory]
    [InlineData("10.1.2.3", false)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.1.2.3", true)]
    public void Excluded_addresses_are_those_of_their_family(string host, bool can) =>
        Assert.Equal(can, new NameConstraints(NameSubtrees.None, Range("0A000000", "FF000000")).CanVouchFor(host));

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("api.*.example.com", true)]
    [InlineData("*.com", false)]
    [InlineData("*", false)]
    [InlineData("other.example", false)]
    [InlineData("10.0.0.1", false)]
    public void A_pattern_is_covered_where_every_host_that_it_means_is(string pattern, bool covered) =>
        Assert.Equal(covered, new NameConstraints(Example, NameSubtrees.None).CanVouchForAll(pattern));

    [Theory]
    [InlineData("*.example.com", false)]
    [InlineData("*.other.example", true)]
    [InlineData("*", false)]
    public void A_pattern_with_an_excluded_part_is_not_covered(string pattern, bool covered) =>
        Assert.Equal(covered, new NameConstraints(NameSubtrees.None, new NameSubtrees { DnsNames = ["b.example.com"] }).CanVouchForAll(pattern));

    [Theory]
    [InlineData("30", false)] // cut
    [InlineData("3000", true)] // constrains nothing
    [InlineData("3011A00F300D820B6578616D706C652E636F6D", true)]
    [InlineData("3014A0123010820B6578616D706C652E636F6D800101", false)] // a minimum
    [InlineData("3009A0073005870301020A", false)] // an address of three bytes
    public void Constraints_that_mean_nothing_are_refused(string hex, bool understood)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = MadeAuthority.Certificate(key, extensions: [.. MadeAuthority.UsualExtensions, MadeAuthority.Constraints(hex)]);
        using var made = new MadeAuthority().With(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());

        using var authority = made.Read(out var faults);

        Assert.Equal(understood, faults.Count == 0);
        Assert.Equal(understood, authority is not null);
    }

    [Fact]
    public void Constrained_subjects_leave_nothing_that_a_leaf_of_ours_fits() =>
        Assert.False(new NameConstraints(new NameSubtrees { NamesSubjects = true }, NameSubtrees.None).CanVouchFor("a.example"));

    [Fact]
    public void What_openssl_writes_is_read()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        using var folder = new TemporaryFolder();
        var path = Path.Join(folder.Path, "ca.pem");
        string[] arguments =
        [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9", "-subj", "/CN=Made", "-out", path, "-keyout", path + ".key",
            "-addext", "nameConstraints=critical,permitted;DNS:.corp.example,permitted;IP:10.0.0.0/255.0.0.0,excluded;DNS:hr.corp.example",
        ];
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/openssl", arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();

        using var certificate = X509CertificateLoader.LoadCertificate(PemCertificates.Read(File.ReadAllBytes(path), out _)[0]);
        var constraints = NameConstraints.Of(certificate)!;

        Assert.Equal([".corp.example"], constraints.Permitted.DnsNames);
        Assert.Equal(["10.0.0.0/8"], constraints.Permitted.AddressTexts);
        Assert.Equal(["hr.corp.example"], constraints.Excluded.DnsNames);
        Assert.True(constraints.CanVouchFor("git.corp.example"));
        Assert.False(constraints.CanVouchFor("hr.corp.example"));
    }

    private static NameSubtrees Range(string address, string mask) =>
        new() { AddressRanges = [(Convert.FromHexString(address), Convert.FromHexString(mask))] };
}
