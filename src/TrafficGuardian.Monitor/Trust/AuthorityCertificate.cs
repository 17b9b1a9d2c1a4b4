using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>What a CA's certificate says, and whether it can be used as one. Holds no key.</summary>
public sealed class AuthorityCertificate
{
    /// <summary>How long before its end a CA is warned of.</summary>
    public static readonly TimeSpan ExpiryNotice = TimeSpan.FromDays(14);

    private const int LongestFile = 1024 * 1024;

    private AuthorityCertificate(IReadOnlyList<byte[]> chain, X509Certificate2 certificate)
    {
        Chain = chain;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        Subject = certificate.Subject;
        NotBefore = new DateTimeOffset(certificate.NotBefore).ToUniversalTime();
        NotAfter = new DateTimeOffset(certificate.NotAfter).ToUniversalTime();
        IsSelfIssued = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
        Constraints = NameConstraints.Of(certificate) ?? new NameConstraints(new NameSubtrees { NamesSubjects = true }, NameSubtrees.None);
    }

    /// <summary>The certificate, then whatever certificates stand behind it in its file, as DER.</summary>
    public IReadOnlyList<byte[]> Chain { get; }

    /// <summary>SHA-256 over the certificate, lower-case hexadecimal.</summary>
    public string Fingerprint { get; }

    /// <summary>The same as people compare it: upper case, a colon between bytes.</summary>
    public string FingerprintText => string.Join(':', Fingerprint.ToUpperInvariant().Chunk(2).Select(pair => new string(pair)));

    public string Subject { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>Whether it names itself as its issuer: nothing above it is needed to trust it.</summary>
    public bool IsSelfIssued { get; }

    public NameConstraints Constraints { get; }

    /// <summary>Reads the first certificate of a PEM file, and what stands behind it.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="fault">Why there is none; null where there is one.</param>
    public static AuthorityCertificate? Read(string path, out AuthorityFault? fault)
    {
        fault = null;
        if (ForeignFile.Read(path, LongestFile, out var unread) is not { } text)
        {
            fault = unread == ForeignFile.Missing
                ? Fault("names a file that does not exist", "make a CA with 'ca init', or name one that exists")
                : Fault($"names a file that {unread}", "name a PEM file that can be read, or make a CA with 'ca init'");
            return null;
        }

        if (PemCertificates.Read(text, out _) is not { Count: > 0 } chain)
        {
            fault = Fault("names a file without a PEM certificate that can be read", "name a file that holds one, or make a CA with 'ca init --force'");
            return null;
        }

        using var certificate = X509CertificateLoader.LoadCertificate(chain[0]);
        return new AuthorityCertificate(chain, certificate);
    }

    /// <summary>Everything that keeps it from being used as a CA for servers now.</summary>
    public IEnumerable<AuthorityFault> Faults(DateTimeOffset now)
    {
        const string Anew = "make a new CA with 'ca init --force' and start the agent again, or name another one";
        if (now > NotAfter)
        {
            yield return Fault($"has expired on {DateText(NotAfter)}", Anew);
        }
        else if (now < NotBefore)
        {
            yield return Fault($"is not valid before {DateText(NotBefore)}", "check this machine's clock, or name another one");
        }

        foreach (var fault in FormFaults())
        {
            yield return Fault(fault, "name the certificate of a CA that may sign servers' certificates, or make one with 'ca init --force'");
        }
    }

    /// <summary>What is right but worth saying: an end that is near, a chain that clients can't follow.</summary>
    public IEnumerable<string> Notices(DateTimeOffset now)
    {
        if (ExpiryNoticeOf(NotAfter, now) is { } notice)
        {
            yield return notice;
        }

        if (!IsSelfIssued && Chain.Count == 1)
        {
            yield return "the CA was issued by another one: many clients need that one too, behind it in its file";
        }
    }

    /// <summary>What is to be said of a CA that ends then; null where that is far away.</summary>
    public static string? ExpiryNoticeOf(DateTimeOffset notAfter, DateTimeOffset now)
    {
        var left = notAfter - now;
        return left > ExpiryNotice ? null
            : left < TimeSpan.Zero ? $"the CA has expired on {DateText(notAfter)}: make a new one with 'ca init --force' and restart"
            : $"the CA expires on {DateText(notAfter)}, in {(int)left.TotalDays} {((int)left.TotalDays == 1 ? "day" : "days")}: make a new one with 'ca init --force' and restart what trusts it";
    }

    /// <summary>A day as messages show it, UTC.</summary>
    public static string DateText(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static AuthorityFault Fault(string message, string remedy) => new(AuthorityPart.Certificate, message, remedy);

    private IReadOnlyList<string> FormFaults()
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Chain[0]);
            return [.. FormFaults(certificate)];
        }
        catch (CryptographicException)
        {
            return ["has extensions or a key that can't be understood"];
        }
    }

    private static IEnumerable<string> FormFaults(X509Certificate2 certificate)
    {
        var extensions = certificate.Extensions;
        if (extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
        {
            yield return "is not a CA certificate (basicConstraints)";
        }

        if (extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
        {
            yield return "may not sign certificates (keyUsage)";
        }

        if (extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } purposes
            && !purposes.EnhancedKeyUsages.Cast<Oid>().Any(purpose => purpose.Value is "1.3.6.1.5.5.7.3.1" or "2.5.29.37.0"))
        {
            yield return "may not vouch for servers (extendedKeyUsage)";
        }

        if (NameConstraints.Of(certificate) is null)
        {
            yield return "has name constraints that can't be understood";
        }

        if (KeyFault(certificate) is { } keyFault)
        {
            yield return keyFault;
        }
    }

    /// <summary>Clients refuse keys below these sizes, whoever signed.</summary>
    private static string? KeyFault(X509Certificate2 certificate)
    {
        using var elliptic = certificate.GetECDsaPublicKey();
        using var rsa = certificate.GetRSAPublicKey();
        return elliptic is null && rsa is null ? "has a key that is neither EC nor RSA"
            : elliptic?.KeySize < 256 || rsa?.KeySize < 2048 ? "has a key that is too short (EC from 256 bits, RSA from 2048)"
            : null;
    }
}
