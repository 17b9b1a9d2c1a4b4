using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Trust;

public sealed class JavaTrustStoreTests
{
    private readonly byte[][] _certificates =
        [.. PemCertificates.Read(Encoding.ASCII.GetBytes(MadeAuthority.Pem() + MadeAuthority.Pem() + MadeAuthority.Pem()), out _)];

    [Fact]
    public void It_holds_the_certificates_under_the_password_that_java_expects()
    {
        var store = JavaTrustStore.Write(_certificates);

        var read = X509CertificateLoader.LoadPkcs12Collection(store, "changeit");

        Assert.Equal(_certificates.Select(Convert.ToHexString).Order(), read.Select(certificate => Convert.ToHexString(certificate.RawData)).Order());
        Assert.ThrowsAny<CryptographicException>(() => X509CertificateLoader.LoadPkcs12Collection(store, "another"));
    }

    [Fact]
    public void The_same_certificates_make_the_same_bytes()
    {
        Assert.Equal(JavaTrustStore.Write(_certificates), JavaTrustStore.Write(_certificates));
        Assert.NotEqual(JavaTrustStore.Write(_certificates), JavaTrustStore.Write(_certificates[1..]));
    }

    [Fact]
    public void Keytool_lists_every_certificate_as_trusted()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/keytool"), "keytool is not installed");
        using var folder = new TemporaryFolder();
        var path = Path.Join(folder.Path, "store.p12");
        File.WriteAllBytes(path, JavaTrustStore.Write(_certificates));

        var listed = Output("/usr/bin/keytool", "-list", "-keystore", path, "-storetype", "PKCS12", "-storepass", "changeit");

        Assert.Equal(3, listed.Split("trustedCertEntry").Length - 1);
        Assert.All(_certificates, certificate => Assert.Contains(
            string.Join(':', SHA256.HashData(certificate).Select(b => $"{b:X2}")), listed, StringComparison.Ordinal));
    }

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
        return output;
    }
}
