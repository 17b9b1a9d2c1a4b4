using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>The certificates that this machine trusts, from where its distribution keeps them.</summary>
/// <param name="Place">The file or folder they come from, links followed; null where there is none.</param>
/// <param name="Certificates">The certificates as DER.</param>
internal sealed record SystemRoots(string? Place, IReadOnlyList<byte[]> Certificates)
{
    /// <summary>The first of these that is there counts: Debian and Alpine, Fedora (two), SUSE, Alpine and macOS, then a folder.</summary>
    public static IReadOnlyList<string> Places { get; } =
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
        "/etc/ssl/certs",
    ];

    /// <summary>The roots; none, with a warning, where no place has any.</summary>
    public static SystemRoots Read(IReadOnlyList<string> places, List<string> warnings)
    {
        foreach (var place in places)
        {
            if (CertificateFiles.Read(place, out _) is { Count: > 0 } roots)
            {
                return new SystemRoots(ForeignFile.FinalTarget(place), roots);
            }
        }

        warnings.Add($"this machine's own CA certificates were not found ({places[0]} and the like): what is not opened by the monitor "
            + "will not be trusted by programs that follow SSL_CERT_FILE; install the package ca-certificates");
        return new SystemRoots(null, []);
    }
}
