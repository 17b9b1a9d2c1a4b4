using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Doctor.Gathering;

/// <summary>Reads the CA and the files that the agent's environment has it trust. Certificates only: keys are never looked at.</summary>
internal static class TrustReader
{
    private const string MadeName = "CN=Traffic Guardian CA ";

    /// <param name="authority">The CA; null where there is none.</param>
    /// <param name="context">The home, with the environment of the agent.</param>
    /// <param name="isPlanned">Whether that environment is only planned: files that are missing are made by <c>env</c>.</param>
    /// <param name="now">What the CA's end is held against.</param>
    public static TrustFacts Read(AuthorityCertificate? authority, PlatformContext context, bool isPlanned, DateTimeOffset now) => new()
    {
        Fingerprint = authority?.Fingerprint,
        ExpiryNotice = authority is null ? null : AuthorityCertificate.ExpiryNoticeOf(authority.NotAfter, now),
        CanVouchFor = authority is null ? _ => true : authority.Constraints.CanVouchFor,
        Files =
        [
            .. TrustVariables.Naming.Select(variable => (Variable: variable, Path: TrustVariables.FileNamedBy(variable, context)))
                .Where(file => file.Path is not null).Select(file => Look(file.Variable, file.Path!, authority, isPlanned && PathText.IsWithin(file.Path!, context.Home))),
        ],
    };

    private static TrustFile Look(string variable, string path, AuthorityCertificate? authority, bool isOurs)
    {
        if (isOurs && !Path.Exists(path))
        {
            return new TrustFile(variable, null, HoldsAuthority: true, HoldsFormerOne: false);
        }

        var certificates = CertificateFiles.Read(path, out var fault);
        var holds = authority is not null && certificates.Any(certificate => Convert.ToHexStringLower(SHA256.HashData(certificate)) == authority.Fingerprint);
        return new TrustFile(
            variable, certificates.Count == 0 ? fault : null, holds, !holds && authority is not null && certificates.Any(certificate => IsKin(SubjectOf(certificate), authority.Subject)));
    }

    // Those that 'ca init' makes have a number behind their name.
    private static bool IsKin(string subject, string present) =>
        subject == present || (subject.StartsWith(MadeName, StringComparison.Ordinal) && present.StartsWith(MadeName, StringComparison.Ordinal));

    private static string SubjectOf(byte[] certificate)
    {
        using var read = X509CertificateLoader.LoadCertificate(certificate);
        return read.Subject;
    }
}
