using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>Makes a CA that can do as little harm as possible: short-lived, no sub-CAs, and, where hosts are given, good for those alone.</summary>
public static class AuthorityMaker
{
    /// <summary>Days that a CA lives where nobody says otherwise; 1 to <see cref="MaxDays"/> are accepted.</summary>
    public const int DefaultDays = 90;

    /// <summary>The longest life that platforms accept of a server certificate, taken as the bound for its CA too.</summary>
    public const int MaxDays = 825;

    private const string NameConstraintsOid = "2.5.29.30";

    /// <summary>A self-signed ECDSA P-256 certificate with its key.</summary>
    /// <param name="hosts">The DNS names that it may vouch for, subdomains included (RFC 5280 section 4.2.1.10); empty means all.</param>
    /// <param name="days">How long it lives.</param>
    /// <param name="now">Its birth.</param>
    public static X509Certificate2 Make(IReadOnlyList<string> hosts, int days, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MaxDays);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = $"CN=Traffic Guardian CA {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}, O=Traffic Guardian";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var extensions = request.CertificateExtensions;
        extensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        extensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        var identifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        extensions.Add(identifier);
        extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        if (hosts.Count > 0)
        {
            extensions.Add(new X509Extension(NameConstraintsOid, NameConstraints(hosts), critical: true));
        }

        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(days));
    }

    /// <summary>RFC 5280 section 4.2.1.10: the names permitted, and every IPv4 and IPv6 address excluded.</summary>
    private static byte[] NameConstraints(IReadOnlyList<string> hosts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                foreach (var host in hosts)
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteCharacterString(UniversalTagNumber.IA5String, BaseName(host), new Asn1Tag(TagClass.ContextSpecific, 2));
                    }
                }
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            {
                WriteAllAddresses(writer, 4);
                WriteAllAddresses(writer, 16);
            }
        }

        return writer.Encode();
    }

    /// <summary>An address range is an address and a mask; all zeros is every address of the family.</summary>
    private static void WriteAllAddresses(AsnWriter writer, int addressBytes)
    {
        using (writer.PushSequence())
        {
            writer.WriteOctetString(new byte[2 * addressBytes], new Asn1Tag(TagClass.ContextSpecific, 7));
        }
    }

    /// <summary>A DNS constraint covers the name and what stands below it, so a leading <c>*.</c> says nothing more.</summary>
    private static string BaseName(string host) => host.TrimStart('*').TrimStart('.').TrimEnd('.').ToLowerInvariant();
}
