using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Trust;

/// <summary>An operator's own CA in files, made for one test.</summary>
internal sealed class MadeAuthority : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 4, 26, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public AuthorityPaths Paths => new(Path.Join(_folder.Path, "ca.pem"), Path.Join(_folder.Path, "ca.key"));

    /// <summary>What a CA carries, and nothing else.</summary>
    public static X509Extension[] UsualExtensions =>
    [
        new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true),
        new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true),
    ];

    /// <summary>A self-signed certificate with an EC key, valid from a day before <see cref="Now"/> on.</summary>
    public static X509Certificate2 Certificate(ECDsa key, int days = 30, params IEnumerable<X509Extension> extensions)
    {
        var request = new CertificateRequest("CN=Made CA", key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(days));
    }

    /// <summary>The certificate of a new CA as PEM.</summary>
    public static string Pem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificate(key, extensions: UsualExtensions);
        return certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>A name constraint, from its DER in hexadecimal.</summary>
    public static X509Extension Constraints(string hex) => new("2.5.29.30", Convert.FromHexString(hex), critical: true);

    public MadeAuthority With(string certificate, string key, UnixFileMode keyMode = TemporaryFolder.FileMode)
    {
        _folder.Write("ca.pem", certificate);
        _folder.Write("ca.key", key, keyMode);
        return this;
    }

    public Authority? Read(out IReadOnlyList<AuthorityFault> faults) => Authority.Read(Paths, Now, out faults);

    public void Dispose() => _folder.Dispose();
}
