using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary><c>upstream.ca_bundle</c>: whom the monitor trusts at TLS upstreams besides the system's roots.</summary>
public static class UpstreamAuthorities
{
    private const int LongestFile = 16 * 1024 * 1024;

    /// <summary>The certificates of a PEM file.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="fault">Why there are none, to be read after "names a file that"; null where there are some.</param>
    public static X509Certificate2Collection Read(string path, out string? fault)
    {
        if (ForeignFile.Read(path, LongestFile, out fault) is not { } text)
        {
            return [];
        }

        var certificates = PemCertificates.Read(text, out _);
        fault = certificates.Count == 0 ? "holds no PEM certificate that can be read" : null;
        return [.. certificates.Select(certificate => X509CertificateLoader.LoadCertificate(certificate))];
    }
}
