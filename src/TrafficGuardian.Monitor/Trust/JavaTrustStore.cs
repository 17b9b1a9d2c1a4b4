using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>
/// A PKCS#12 file (RFC 7292) of certificates that Java takes for trust anchors: it does so only where a certificate's bag
/// carries Oracle's trusted-certificate attribute. The same certificates make the same bytes, salt included; the password
/// is no secret, so nothing rests on the salt.
/// </summary>
internal static class JavaTrustStore
{
    private const string DataOid = "1.2.840.113549.1.7.1";
    private const string CertificateBagOid = "1.2.840.113549.1.12.10.1.3";
    private const string X509Oid = "1.2.840.113549.1.9.22.1";
    private const string FriendlyNameOid = "1.2.840.113549.1.9.20";
    private const string TrustedKeyUsageOid = "2.16.840.1.113894.746875.1.1";
    private const string AnyUsageOid = "2.5.29.37.0";
    private const string Sha256Oid = "2.16.840.1.101.3.4.2.1";
    private const int Iterations = 10_000;
    private static readonly Asn1Tag Explicit0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>The file, under <see cref="JavaOptions.StorePassword"/>. SHA-256 for its integrity is read by Java 8u301, 11.0.12 and everything newer.</summary>
    public static byte[] Write(IEnumerable<byte[]> certificates)
    {
        var safe = Data(writer => WriteBags(writer, certificates));
        var content = Encode(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(safe);
            }
        });
        return Encode(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(3);
                writer.WriteEncodedValue(Data(inner => inner.WriteEncodedValue(content)));
                WriteMac(writer, content);
            }
        });
    }

    private static void WriteBags(AsnWriter writer, IEnumerable<byte[]> certificates)
    {
        using (writer.PushSequence())
        {
            foreach (var certificate in certificates)
            {
                WriteBag(writer, certificate);
            }
        }
    }

    private static void WriteBag(AsnWriter writer, byte[] certificate)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(CertificateBagOid);
            using (writer.PushSequence(Explicit0))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(X509Oid);
                using (writer.PushSequence(Explicit0))
                {
                    writer.WriteOctetString(certificate);
                }
            }

            using (writer.PushSetOf())
            {
                // Entries of one name replace each other, so the name is the certificate's own.
                var name = Convert.ToHexStringLower(SHA256.HashData(certificate))[..32];
                WriteAttribute(writer, FriendlyNameOid, value => value.WriteCharacterString(UniversalTagNumber.BMPString, name));
                WriteAttribute(writer, TrustedKeyUsageOid, value => value.WriteObjectIdentifier(AnyUsageOid));
            }
        }
    }

    private static void WriteAttribute(AsnWriter writer, string oid, Action<AsnWriter> writeValue)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSetOf())
            {
                writeValue(writer);
            }
        }
    }

    private static void WriteMac(AsnWriter writer, byte[] content)
    {
        var salt = SHA256.HashData(content)[..16];
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Sha256Oid);
                    writer.WriteNull();
                }

                writer.WriteOctetString(HMACSHA256.HashData(MacKey(salt), content));
            }

            writer.WriteOctetString(salt);
            writer.WriteInteger(Iterations);
        }
    }

    /// <summary>RFC 7292 appendix B.2 for a key of one digest's length, which needs one round of the outer loop: H^r(D || S || P).</summary>
    private static byte[] MacKey(byte[] salt)
    {
        const int Block = 64;
        const byte MacPurpose = 3;
        var password = Encoding.BigEndianUnicode.GetBytes(JavaOptions.StorePassword + "\0");
        var input = new byte[3 * Block];
        for (var i = 0; i < Block; i++)
        {
            input[i] = MacPurpose;
            input[Block + i] = salt[i % salt.Length];
            input[(2 * Block) + i] = password[i % password.Length];
        }

        var key = SHA256.HashData(input);
        for (var round = 1; round < Iterations; round++)
        {
            key = SHA256.HashData(key);
        }

        return key;
    }

    /// <summary>ContentInfo of kind data (RFC 5652 section 4).</summary>
    private static byte[] Data(Action<AsnWriter> writeContent) => Encode(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(DataOid);
            using (writer.PushSequence(Explicit0))
            {
                writer.WriteOctetString(Encode(writeContent));
            }
        }
    });

    private static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
