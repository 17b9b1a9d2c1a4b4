using System.Text;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Trust;

public sealed class ProcessTrustTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _authority = MadeAuthority.Pem();
    private readonly string _root = MadeAuthority.Pem();
    private readonly string _corp = MadeAuthority.Pem();
    private readonly List<string> _warnings = [];

    private string Home => Path.Join(_folder.Path, "home");

    private string BaseBundle => Home + "/ca/bundle.pem";

    [Fact]
    public void The_bundle_is_the_systems_roots_and_the_CA_and_nothing_is_said()
    {
        var files = Trust().ForEnvironment(_warnings);

        Assert.Empty(_warnings);
        Assert.Equal(new TrustFiles(AuthorityPath, BaseBundle, Home + "/ca/truststore.p12"), files);
        Assert.Equal([_root, _authority], Certificates(files.Bundle));
        Assert.All([files.Bundle, files.JavaStore], path => Assert.Equal(TemporaryFolder.FileMode, System.IO.File.GetUnixFileMode(path)));
    }

    [Theory]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("REQUESTS_CA_BUNDLE")]
    [InlineData("CURL_CA_BUNDLE")]
    [InlineData("GIT_SSL_CAINFO")]
    [InlineData("NODE_EXTRA_CA_CERTS")]
    [InlineData("DENO_CERT")]
    [InlineData("AWS_CA_BUNDLE")]
    [InlineData("npm_config_cafile")]
    public void What_the_environment_named_is_merged_into_a_bundle_of_its_own(string variable)
    {
        var files = Trust((variable, File("corp.pem", _corp))).ForEnvironment(_warnings);

        Assert.Equal([_root, _corp, _authority], Certificates(files.Bundle));
        Assert.NotEqual(BaseBundle, files.Bundle);
        Assert.Equal([_root, _authority], Certificates(Trust().ForEnvironment(_warnings).Bundle));
        Assert.Equal([_root, _corp, _authority], Certificates(files.Bundle));
    }

    [Fact]
    public void Environments_that_name_the_same_files_share_a_bundle_and_others_do_not()
    {
        var (corp, other) = (File("corp.pem", _corp), File("other.pem", MadeAuthority.Pem()));

        var one = Trust(("SSL_CERT_FILE", corp), ("CURL_CA_BUNDLE", other)).ForEnvironment(_warnings);
        var same = Trust(("SSL_CERT_FILE", other), ("PIP_CERT", corp)).ForEnvironment(_warnings);
        var another = Trust(("SSL_CERT_FILE", corp)).ForEnvironment(_warnings);

        Assert.Equal(one, same);
        Assert.NotEqual(one.Bundle, another.Bundle);
    }

    [Fact]
    public void A_file_that_adds_nothing_makes_no_bundle_of_its_own() =>
        Assert.Equal(BaseBundle, Trust(("SSL_CERT_FILE", File("copy.pem", _root + _authority))).ForEnvironment(_warnings).Bundle);

    [Fact]
    public void A_bundle_of_ours_in_the_environment_stands_for_what_it_was_made_of()
    {
        var first = Trust(("SSL_CERT_FILE", File("corp.pem", _corp))).ForEnvironment(_warnings);
        var before = System.IO.File.ReadAllBytes(first.Bundle);

        var again = Trust(("SSL_CERT_FILE", first.Bundle), ("NODE_EXTRA_CA_CERTS", AuthorityPath), ("DENO_CERT", BaseBundle)).ForEnvironment(_warnings);

        Assert.Equal(first, again);
        Assert.Equal(before, System.IO.File.ReadAllBytes(again.Bundle));
        Assert.Single(Directory.GetFiles(Home + "/ca", "bundle-*.pem"));
    }

    [Fact]
    public void A_run_keeps_its_own_bundle_in_its_own_folder_and_a_run_within_it_loses_nothing()
    {
        var outer = Trust(("SSL_CERT_FILE", File("corp.pem", _corp))).ForRun(RunIn("outer"), _warnings);
        Assert.Equal(Home + "/runs/outer/bundle.pem", outer.Bundle);
        Assert.Equal(Home + "/runs/outer/truststore.p12", outer.JavaStore);

        var inner = Trust(("SSL_CERT_FILE", outer.Bundle)).ForRun(RunIn("inner"), _warnings);

        Assert.Equal(Home + "/runs/inner/bundle.pem", inner.Bundle);
        Assert.Equal([_root, _corp, _authority], Certificates(inner.Bundle));
        Assert.Equal(BaseBundle, Trust().ForRun(RunIn("plain"), _warnings).Bundle);
    }

    [Fact]
    public void Nothing_is_written_where_nothing_has_changed_and_every_bundle_is_where_something_has()
    {
        var corp = File("corp.pem", _corp);
        var own = Trust(("SSL_CERT_FILE", corp)).ForEnvironment(_warnings);
        var plain = Trust().ForEnvironment(_warnings);
        var stamps = Stamps(own, plain);
        Trust(("SSL_CERT_FILE", corp)).ForEnvironment(_warnings);
        Trust().Refresh(_warnings);
        Assert.Equal(stamps, Stamps(own, plain));

        var added = MadeAuthority.Pem();
        File("roots.pem", _root + added);
        Trust().Refresh(_warnings);

        Assert.Equal([_root, added, _authority], Certificates(plain.Bundle));
        Assert.Equal([_root, added, _corp, _authority], Certificates(own.Bundle));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Another_CA_takes_the_place_of_the_old_one()
    {
        Trust().ForEnvironment(_warnings);
        var next = MadeAuthority.Pem();
        System.IO.File.WriteAllText(AuthorityPath, next);

        Trust(made: next).Refresh(_warnings);

        Assert.Equal([_root, next], Certificates(BaseBundle));
    }

    [Fact]
    public void What_cannot_be_read_is_left_out_and_said()
    {
        var files = Trust(
            ("SSL_CERT_FILE", "/none.pem"), ("REQUESTS_CA_BUNDLE", File("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")),
            ("CURL_CA_BUNDLE", File("bent.pem", _corp + _corp.Remove(100, 4))), ("GIT_SSL_CAINFO", "/dev/zero")).ForEnvironment(_warnings);

        Assert.Equal(
            ["/none.pem: does not exist", $"{_folder.Path}/key.pem: holds no PEM certificate that can be read", $"{_folder.Path}/bent.pem: holds 1 of 2 certificates that can't be read; they are left out", "/dev/zero: is not a regular file"],
            _warnings);
        Assert.Equal([_root, _corp, _authority], Certificates(files.Bundle));
        Assert.DoesNotContain("PRIVATE KEY", System.IO.File.ReadAllText(files.Bundle), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_certificates_is_merged_too_and_a_file_that_is_too_long_is_not()
    {
        File("many/a.pem", _corp);
        File("many/readme", "no certificate");
        var huge = File("huge.pem", new string('x', (8 * 1024 * 1024) + 1) + _corp);

        var files = Trust(("REQUESTS_CA_BUNDLE", _folder.Path + "/many"), ("SSL_CERT_FILE", huge)).ForEnvironment(_warnings);

        Assert.Equal([_root, _corp, _authority], Certificates(files.Bundle));
        Assert.StartsWith($"{huge}: is longer than", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_roots_is_warned_of()
    {
        Trust().ForEnvironment(_warnings);
        System.IO.File.Delete(_folder.Path + "/roots.pem");

        Trust().Refresh(_warnings);

        Assert.Contains("install the package ca-certificates", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal([_authority], Certificates(BaseBundle));
    }

    [Fact]
    public void A_planted_link_is_refused()
    {
        TemporaryFolder.Make(Home + "/ca");
        System.IO.File.CreateSymbolicLink(BaseBundle, File("victim", "untouched"));

        Assert.Contains("symbolic link", Assert.Throws<StateException>(() => Trust().ForEnvironment(_warnings)).Message, StringComparison.Ordinal);
        Assert.Equal("untouched", System.IO.File.ReadAllText(_folder.Path + "/victim"));
    }

    public void Dispose() => _folder.Dispose();

    private string AuthorityPath => File("own.pem", null);

    private string File(string name, string? content) => content is null ? Path.Join(_folder.Path, name) : _folder.Write(name, content);

    private InstanceFolder RunIn(string id) => new(TemporaryFolder.Make($"{Home}/runs/{id}"), "");

    private ProcessTrust Trust(params (string, string)[] variables) => Trust(_authority, variables);

    private ProcessTrust Trust(string made, params (string, string)[] variables)
    {
        File("own.pem", made);
        if (!System.IO.File.Exists(_folder.Path + "/roots.pem") && !Directory.Exists(Home + "/ca"))
        {
            File("roots.pem", _root);
        }

        var certificate = AuthorityCertificate.Read(AuthorityPath, out _)!;
        return new ProcessTrust(Platforms.Context.Of(PlatformKind.Picoclaw, Home, variables), AuthorityPath, certificate, [_folder.Path + "/none", _folder.Path + "/roots.pem"]);
    }

    private static IEnumerable<string> Certificates(string bundle) =>
        PemCertificates.Read(Encoding.ASCII.GetBytes(System.IO.File.ReadAllText(bundle)), out _).Select(der => PemCertificates.Write([der]));

    private static IEnumerable<DateTime> Stamps(params TrustFiles[] files) =>
        [.. files.SelectMany(file => new[] { file.Bundle, file.JavaStore }).Select(System.IO.File.GetLastWriteTimeUtc)];
}
